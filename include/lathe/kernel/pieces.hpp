#pragma once
/// \file
/// exp, erf and the cumulative normal on batches of float, where one instruction looks a number up among sixteen (AVX-512): each
/// sixteenth of the way has a short polynomial of its own (Chebyshev; the largest error of each stands beside it, in exact
/// arithmetic). Other processors have kernel/minimax.hpp.

#include <lathe/kernel/xsimd.hpp>
#include <type_traits>

namespace lathe::kernel::minimax {

template <class A>
concept looks_up = std::is_base_of_v<xsimd::avx512f, A>;

/// One of sixteen numbers for each lane.
struct sixteen {
    alignas(64) float number[16];
};

/// f(x) / x of an odd f: c_0 + c_1 u + ... + c_5 u^5 for the distance u of |x| from the nearest centre. Centres are about a
/// step apart, the first one near half a step, and stand where c_0 is a float to within a hundredth of its last digit.
struct pieces {
    sixteen centre;
    sixteen c[6];
};

/// 2^(k/16), and what rounding has taken from it.
inline constexpr sixteen powers{{
    1.0F, 1.0442737F, 1.0905077F, 1.1387886F, 1.1892071F, 1.2418578F, 1.2968396F, 1.3542556F,
    1.4142135F, 1.4768262F, 1.5422108F, 1.6104903F, 1.6817929F, 1.7562522F, 1.8340081F, 1.9152066F,
}};
inline constexpr sixteen powers_rest{{
    0.0F, 4.83347e-8F, -1.307754e-8F, 5.3862223e-8F, 3.7976353e-8F, 4.496838e-8F, -4.0189995e-8F, -1.0123349e-8F,
    2.4203235e-8F, -4.500899e-8F, 8.070905e-9F, 9.836217e-9F, -2.4755327e-8F, -9.23577e-9F, -1.1239278e-8F, 9.845328e-9F,
}};

/// erf, steps of 0.26 (relative error 4e-9).
inline constexpr pieces erf_pieces{
    .centre = {{
        0.060010925F, 0.2563388F, 0.5167419F, 0.77625054F, 1.0372485F, 1.2978309F, 1.5575656F, 1.817847F,
        2.077709F, 2.3386486F, 2.5987117F, 2.856443F, 3.1161237F, 3.3764954F, 3.637809F, 3.896117F,
    }},
    .c = {
        {{
            1.1270261F, 1.1041437F, 1.0355045F, 0.9374566F, 0.8267973F, 0.71931946F, 0.62429875F, 0.54452014F,
            0.47971112F, 0.42719465F, 0.38471457F, 0.35006702F, 0.32090816F, 0.29616454F, 0.27489066F, 0.2566658F,
        }},
        {{
            -0.04504597F, -0.18540448F, -0.3319918F, -0.41194856F, -0.42615098F, -0.39291322F, -0.3367837F, -0.27675134F,
            -0.22363904F, -0.18063396F, -0.14753377F, -0.12244047F, -0.10296116F, -0.08770985F, -0.07556434F, -0.06587726F,
        }},
        {{
            -0.37369317F, -0.3333356F, -0.22147936F, -0.08699349F, 0.026072117F, 0.09336023F, 0.116488405F, 0.11081339F,
            0.09258366F, 0.072483666F, 0.05545518F, 0.042541888F, 0.032972958F, 0.02596395F, 0.020769902F, 0.01690814F,
        }},
        {{
            0.026973363F, 0.10696989F, 0.16892476F, 0.16646805F, 0.11727576F, 0.055448145F, 0.007431014F, -0.018346708F,
            -0.026122289F, -0.02425731F, -0.019226938F, -0.014316262F, -0.0104465885F, -0.0076624993F, -0.005704766F, -0.004339045F,
        }},
        {{
            0.11123452F, 0.0874369F, 0.028203264F, -0.029295653F, -0.05825775F, -0.055381224F, -0.035557814F, -0.01492807F,
            -0.00166037F, 0.0040239836F, 0.0050714803F, 0.0042922706F, 0.0031679263F, 0.0022311572F, 0.0015629375F, 0.0011141394F,
        }},
        {{
            -0.010380696F, -0.036786273F, -0.049710862F, -0.0350003F, -0.008527709F, 0.011274268F, 0.017251218F, 0.013420948F,
            0.0069331275F, 0.0021252304F, -0.0001882893F, -0.00085485174F, -0.00081875164F, -0.00060902507F, -0.00041797647F, -0.00028244162F,
        }},
    }};

/// The cumulative normal minus 1/2, steps of 0.36 (relative error 3e-9).
inline constexpr pieces normal_pieces{
    .centre = {{
        0.06003434F, 0.35606852F, 0.71612644F, 1.0762444F, 1.4376634F, 1.797387F, 2.1595516F, 2.5164475F,
        2.8765175F, 3.2381444F, 3.5971718F, 3.9560082F, 4.3224053F, 4.6806645F, 5.0428324F, 5.3993125F,
    }},
    .c = {
        {{
            0.39870277F, 0.39067024F, 0.36731413F, 0.33365193F, 0.2954344F, 0.25807625F, 0.22439672F, 0.1963374F,
            0.17312238F, 0.15422365F, 0.13895337F, 0.1263804F, 0.11567455F, 0.10682213F, 0.09915058F, 0.09260438F,
        }},
        {{
            -0.007974787F, -0.04558939F, -0.08183667F, -0.10229561F, -0.10676911F, -0.099452235F, -0.08596801F, -0.07133767F,
            -0.057970136F, -0.046975993F, -0.03845666F, -0.031906147F, -0.02675352F, -0.022820512F, -0.019661447F, -0.017151108F,
        }},
        {{
            -0.066274956F, -0.059182744F, -0.040077537F, -0.016730135F, 0.0032971103F, 0.015670275F, 0.02043607F, 0.01993871F,
            0.016967865F, 0.013452835F, 0.010381752F, 0.007985531F, 0.0061720028F, 0.0048719943F, 0.0038982872F, 0.0031764403F,
        }},
        {{
            0.002390959F, 0.0131696975F, 0.020962955F, 0.021024391F, 0.0152609525F, 0.007688157F, 0.0014918701F, -0.0019827809F,
            -0.003213673F, -0.0031249793F, -0.0025441013F, -0.0019201814F, -0.0014040539F, -0.001035684F, -0.00077206455F, -0.00058814307F,
        }},
        {{
            0.009910938F, 0.0078025907F, 0.0027202475F, -0.0023483566F, -0.0050607934F, -0.005019614F, -0.003374935F, -0.0015555026F,
            -0.000291426F, 0.00030188708F, 0.0004489317F, 0.0004008524F, 0.0003021502F, 0.00021607646F, 0.00015222891F, 0.000108898406F,
        }},
        {{
            -0.00063545984F, -0.0022633267F, -0.0031120672F, -0.002280914F, -0.0006678929F, 0.0006153323F, 0.0010744884F, 0.0008940376F,
            0.00049802964F, 0.00017676971F, 7.648516e-6F, -4.9520942e-5F, -5.3605538e-5F, -4.1761516e-5F, -2.9270943e-5F, -1.9954778e-5F,
        }},
    }};

#if defined(__AVX512F__)

/// The one that the last four bits of an index choose.
template <looks_up A>
xsimd::batch<float, A> look_up(sixteen const& from, xsimd::batch<float, A> index) {
    return _mm512_permutexvar_ps(_mm512_castps_si512(index), _mm512_load_ps(from.number));
}

/// x = n ln 2 + r for an n in sixteenths, and e^r - 1 = r + r^2 / 2 + r^3 / 6 (error 9e-9).
template <looks_up A>
struct exp_by_pieces {
    using batch = xsimd::batch<float, A>;
    batch n, high, low, rest;

    explicit exp_by_pieces(batch x) {
        // of this sum the last bits are sixteenths
        batch const magic(786432.0F);
        batch const index = fused(x, batch(1.44269504F), magic);
        n = index - magic;
        // ln 2 in two parts, the first of few bits
        batch const r = fused(n, batch(2.12194440e-4F), fused(n, batch(-0.693359375F), x));
        high = look_up(powers, index);
        low = look_up(powers_rest, index);
        rest = fused(r * r, fused(r, batch(1.0F / 6), batch(0.5F)), r);
    }
    /// e^x; 0 where it is not wanted.
    batch exp(xsimd::batch_bool<float, A> wanted) const { return scaled(wanted, fused(high, rest, high)); }
    /// The same, with what rounding takes from the power of two added again.
    batch closer_exp(xsimd::batch_bool<float, A> wanted) const { return scaled(wanted, high + fused(high, rest, low)); }

private:
    /// 2^n y for the whole part of n.
    batch scaled(xsimd::batch_bool<float, A> wanted, batch y) const { return _mm512_maskz_scalef_ps(wanted, y, n); }
};

/// f(size), and `limit` beyond `end`, of which there is a step for each of sixteen.
template <looks_up A>
[[gnu::always_inline]] inline xsimd::batch<float, A> by_pieces(pieces const& of, float step, float end, float limit,
                                                               xsimd::batch<float, A> size) {
    using batch = xsimd::batch<float, A>;
    batch const index = fused(size, batch(1 / step), batch(12582912.0F));
    batch const u = size - look_up(of.centre, index);
    batch slope = look_up(of.c[5], index);
#pragma GCC unroll 4
    for (int j = 4; j > 0; --j) slope = fused(slope, u, look_up(of.c[j], index));
    return xsimd::select(size > batch(end), batch(limit), fused(size, look_up(of.c[0], index), size * u * slope));
}

#endif

}  // namespace lathe::kernel::minimax
