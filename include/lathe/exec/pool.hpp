#pragma once
/// \file
/// A persistent pool of threads: work is dispatched without allocation, the caller takes part.

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace lathe::exec {

/// `run(count, f)` calls f(0) .. f(count - 1), each once, on any of the threads, and returns when all are done. What f
/// throws first is thrown again in the caller, and some of the calls may then be missing. One thread means no thread at
/// all: f runs where it is called. `run` must not be called from several threads at once; from inside f, where the caller
/// of the outer one takes part, it is that thread's own work.
class pool {
public:
    /// Throws std::invalid_argument for less than one thread, std::runtime_error if the system has not so many to give.
    explicit pool(int threads) {
        if (threads < 1) {
            throw std::invalid_argument("lathe: a pool of " + std::to_string(threads) + " threads; it needs at least 1");
        }
        try {
            for (int i = 1; i < threads; ++i) {
                workers_.emplace_back([this] { work(); });
            }
        } catch (std::system_error const& e) {
            int const got = this->threads();
            // those that have begun would wait for work, and the destructor will not be called
            stop();
            throw std::runtime_error("lathe: a pool of " + std::to_string(threads) + " threads; the system gives only " +
                                     std::to_string(got) + " (" + e.what() + "), ask for fewer");
        }
    }
    pool(pool const&) = delete;
    pool& operator=(pool const&) = delete;
    ~pool() { stop(); }

    int threads() const { return static_cast<int>(workers_.size()) + 1; }

    template <class F>
    void run(int count, F const& f) {
        share_out(count, [](void const* what, int i) { (*static_cast<F const*>(what))(i); }, &f);
    }

private:
    static constexpr int spins = 65536;
    static constexpr int spins_before_yielding = 128;

    /// Not a template: what threads do together is compiled once, and so is each f.
    void share_out(int count, void (*call)(void const*, int), void const* what) {
        if (workers_.empty() || count <= 1 || running_) {
            for (int i = 0; i < count; ++i) {
                call(what, i);
            }
            return;
        }
        running_ = true;
        call_ = call;
        what_ = what;
        count_ = count;
        failure_ = nullptr;
        processor_.store(processor(), std::memory_order_relaxed);
        left_.store(count, std::memory_order_relaxed);
        std::uint32_t const turn = turn_.load(std::memory_order_relaxed) + 1;
        untaken_.store(ticket(turn, count), std::memory_order_release);
        turn_.store(turn, std::memory_order_release);
        turn_.notify_all();
        take_part(turn);
        // for what others have taken; who has not woken up yet is not waited for
        for (int left = left_.load(std::memory_order_acquire); left != 0; left = left_.load(std::memory_order_acquire)) {
            pause(left_, left);
        }
        running_ = false;
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

    void stop() {
        stopping_.store(true, std::memory_order_relaxed);
        turn_.fetch_add(1, std::memory_order_release);
        turn_.notify_all();
    }

    /// Spins shortly, then parks until the value is another one.
    template <class A, class V>
    static void pause(A& value, V seen) {
        for (int i = 1; i <= spins; ++i) {
            if (value.load(std::memory_order_acquire) != seen) {
                return;
            }
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
            if (i % spins_before_yielding == 0) {
                // the one who is waited for may be on this processor
                std::this_thread::yield();
            }
        }
        value.wait(seen, std::memory_order_acquire);
    }

    /// Where this thread is; -1 where nobody says.
    static int processor() {
#if defined(__linux__)
        return sched_getcpu();
#else
        return -1;
#endif
    }
    /// Moves this thread off the processor of the caller, beside whom it would wait for its turn: who wakes a thread often gets
    /// it to where it is itself, and it takes the system milliseconds to see that another processor is idle.
    void step_aside() const {
#if defined(__linux__)
        int const taken = processor_.load(std::memory_order_relaxed);
        cpu_set_t all;
        if (taken < 0 || taken >= CPU_SETSIZE || processor() != taken || sched_getaffinity(0, sizeof(all), &all) != 0) {
            return;
        }
        cpu_set_t others = all;
        CPU_CLR(taken, &others);
        if (CPU_COUNT(&others) > 0 && sched_setaffinity(0, sizeof(others), &others) == 0) {
            sched_setaffinity(0, sizeof(all), &all);
        }
#endif
    }

    /// How many calls of a turn nobody has taken. The turn makes tickets differ, so that who comes late takes none of another.
    static std::uint64_t ticket(std::uint32_t turn, int untaken) {
        return std::uint64_t{turn} << 32 | static_cast<std::uint32_t>(untaken);
    }
    /// The number of a call of this turn that is this thread's now, counted from the end; 0 if there is none.
    int take(std::uint32_t turn) {
        std::uint64_t now = untaken_.load(std::memory_order_acquire);
        while (now > ticket(turn, 0) && now >> 32 == turn) {
            if (untaken_.compare_exchange_weak(now, now - 1, std::memory_order_acq_rel, std::memory_order_acquire)) {
                return static_cast<int>(now & 0xffffffffu);
            }
        }
        return 0;
    }

    void take_part(std::uint32_t turn) {
        // what is read here stays until the call is done, because its turn is not over before
        for (int untaken = take(turn); untaken > 0; untaken = take(turn)) {
            try {
                call_(what_, count_ - untaken);
            } catch (...) {
                std::scoped_lock const lock(failing_);
                if (!failure_) {
                    failure_ = std::current_exception();
                }
            }
            if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                left_.notify_one();
            }
        }
    }

    void work() {
        std::uint32_t seen = 0;
        while (true) {
            pause(turn_, seen);
            seen = turn_.load(std::memory_order_acquire);
            if (stopping_.load(std::memory_order_relaxed)) {
                return;
            }
            step_aside();
            take_part(seen);
        }
    }

    void (*call_)(void const*, int) = nullptr;
    void const* what_ = nullptr;
    int count_ = 0;
    bool running_ = false;
    std::exception_ptr failure_;
    std::mutex failing_;
    std::atomic<std::uint64_t> untaken_{0};
    std::atomic<int> left_{0};
    std::atomic<int> processor_{-1};  ///< of the caller
    std::atomic<std::uint32_t> turn_{0};
    std::atomic<bool> stopping_{false};
    // last: the threads end before what they use
    std::vector<std::jthread> workers_;
};

}  // namespace lathe::exec
