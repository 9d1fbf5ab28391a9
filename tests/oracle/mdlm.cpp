#include <lathe/pass/unmask.hpp>
#include <lathe/signal/masked.hpp>

#include "oracle.hpp"

using namespace lathe;
using namespace lathe::test;

namespace {

constexpr int vocab = 9;  // without the mask, which has the last column of the file
constexpr int hidden = 9;
constexpr std::size_t columns = 10, rows = 12, length = 6;

using loglinear = schedule::loglinear<1e-3>;

template <class Schedule>
void compare_schedule(oracle& file, std::string const& name) {
    std::vector<double> total, rate;
    for (int i = 0; i < 9; ++i) {
        double const t = 0.05 + 0.9 * i / 8;
        total.push_back(Schedule::total(t));
        rate.push_back(Schedule::rate(t));
        CHECK(Schedule::alpha(t) == Approx(std::exp(-Schedule::total(t))).epsilon(1e-12));
        CHECK(Schedule::weight(t) == Approx(Schedule::rate(t) / std::expm1(Schedule::total(t))).epsilon(1e-12));
    }
    INFO(name);
    CHECK(error(total, file.out("noise." + name + ".total")) <= 1e-10);
    CHECK(error(rate, file.out("noise." + name + ".rate")) <= 1e-10);
}

std::size_t largest(std::vector<double> const& all, std::size_t row) {
    auto const begin = all.begin() + static_cast<std::ptrdiff_t>(row * columns);
    return static_cast<std::size_t>(std::max_element(begin, begin + columns) - begin);
}

}  // namespace

TEST_CASE("noise schedules agree with MDLM's") {
    oracle file("mdlm/oracle");
    compare_schedule<schedule::loglinear<1e-3>>(file, "loglinear");
    compare_schedule<schedule::cosine<1e-3>>(file, "cosine");
    compare_schedule<schedule::cosine_squared<1e-3>>(file, "cosinesqr");
    compare_schedule<schedule::linear<0.0, 10.0>>(file, "linear");
    compare_schedule<schedule::geometric<1e-3, 1.0>>(file, "geometric");
}

TEST_CASE("the loss and a step of the reverse process agree with MDLM") {
    oracle file("mdlm/oracle");
    for (std::string const name : {"loglinear", "cosine", "cosinesqr", "linear", "geometric"}) {
        file.leave("out.noise." + name);
        file.leave("out64.noise." + name);
    }
    auto const x = file["in.xt"].integers();
    auto const clean = file["in.x0"].integers();
    auto const& given = file["in.logits"];
    // the file has these times rounded to single precision, the reference's own run in double had not
    double const t[] = {0.35, 0.8};
    file.leave("in.t");

    std::vector<double> logits, slopes(rows * vocab), probability(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
        logits.insert(logits.end(), given.values.begin() + static_cast<std::ptrdiff_t>(r * columns),
                      given.values.begin() + static_cast<std::ptrdiff_t>(r * columns + vocab));
    }
    std::vector<int> targets(rows);
    std::vector<double> sigma, rate, chance;
    for (std::size_t s = 0; s < 2; ++s) {
        sigma.push_back(loglinear::total(t[s]));
        rate.push_back(loglinear::rate(t[s]));
        chance.push_back(1 - loglinear::alpha(t[s]));
    }
    for (std::size_t r = 0; r < rows; ++r) targets[r] = x[r] == hidden ? clean[r] : -1;
    CHECK(error(sigma, file.out("sigma")) <= 1e-10);
    CHECK(error(rate, file.out("dsigma")) <= 1e-10);
    CHECK(error(chance, file.out("move_chance")) <= 1e-10);

    // the weighted cross-entropy over symbols alone, and its gradient
    exec::scratch_memory<double> const memory(ops::demand{.numbers = 4096, .notes = 4096});
    ops::gradient<ops::eager<kernel::plain, double>> tape(memory.get(), {}, {});
    auto const y = tape.given<vocab>(logits.data(), slopes.data(), static_cast<int>(rows));
    auto const losses = tape.cross_entropy(y, targets);
    std::vector<double> nll(rows), d3pm(rows);
    auto const seeds = tape.seeds(losses);
    for (std::size_t r = 0; r < rows; ++r) {
        double const weight = weight::bound::at<loglinear>(t[r / length]);
        seeds[r] = weight;
        nll[r] = weight * losses.data[r];
        // with four steps the times are 1/2 and 3/4
        d3pm[r] = losses.data[r] / (r < length ? 0.5 : 0.75);
    }
    CHECK(error(nll, file.out("nll")) <= 1e-10);
    CHECK(error(d3pm, file.out("d3pm_loss_T4")) <= 1e-10);
    tape.backward();
    auto const& want = file["g64.logits"];
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t j = 0; j < columns; ++j) {
            // the mask's logit has no gradient there, and does not exist here
            CHECK((j < vocab ? slopes[r * vocab + j] : 0.0) == Approx(want[r * columns + j]).margin(1e-6 * want.largest()));
        }
    }

    // p(x_0 | x_t): a masked position's softmax, any other position's own symbol
    tape.reset();
    auto const p = tape.softmax(tape.given<vocab>(logits.data(), static_cast<int>(rows)));
    auto const& log_probability = file.out("subs_logprob");
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t j = 0; j < vocab; ++j) {
            auto const i = r * columns + j;
            probability[i] = x[r] == hidden ? p.data[r * vocab + j] : x[r] == static_cast<int>(j) ? 1 : 0;
            CHECK(probability[i] == Approx(std::exp(log_probability[i])).margin(1e-10));
        }
    }
    CHECK(error(probability, file.out("cache_p_x0")) <= 1e-10);

    // q(x_s | x_t) up to the factor 1 - alpha_t, which the reference leaves out; its cached sampler has alpha = 1 - t
    auto const step = [&]<class Schedule>(Schedule, std::string const& name) {
        std::vector<double> q(rows * columns);
        for (std::size_t r = 0; r < rows; ++r) {
            pass::moment const m = remask::none::at<Schedule>(t[r / length], t[r / length] - 0.1);
            for (std::size_t j = 0; j < vocab; ++j) q[r * columns + j] = probability[r * columns + j] * (m.after - m.before);
            q[r * columns + hidden] = 1 - m.after;
        }
        CHECK(error(q, file.out(name + "_q_xs")) <= 1e-6);
        return q;
    };
    auto const ancestral = step(loglinear{}, "ddpm");
    auto const cached = step(schedule::loglinear<0.0>{}, "cache");
    auto const& u = file["in.u"];
    std::vector<double> drawn(rows * columns);
    for (std::size_t i = 0; i < drawn.size(); ++i) drawn[i] = ancestral[i] / (1e-10 - std::log(u[i] + 1e-10));
    std::vector<int> best(rows), best_cached(rows), best_drawn(rows);
    for (std::size_t r = 0; r < rows; ++r) {
        best[r] = x[r] == hidden ? static_cast<int>(largest(ancestral, r)) : x[r];
        best_cached[r] = x[r] == hidden ? static_cast<int>(largest(cached, r)) : x[r];
        best_drawn[r] = static_cast<int>(largest(drawn, r));
    }
    CHECK(best == file["out.ddpm_argmax_x"].integers());
    CHECK(best_cached == file["out.cache_argmax_x"].integers());
    CHECK(best_drawn == file["out.gumbel_argmax_from_u"].integers());

    // SEDD's head and its score are another parameterisation, which the library does not have
    for (std::string const name : {"sedd_entropy", "sedd_logscore", "subs_score"}) {
        file.leave("out." + name);
        file.leave("out64." + name);
    }
    for (std::string const name : {"cache_p_x0", "cache_q_xs", "d3pm_loss_T4", "ddpm_q_xs", "dsigma", "move_chance", "nll", "sigma", "subs_logprob"}) {
        file.leave("out." + name);
    }
    CHECK(file.unread() == "");
}
