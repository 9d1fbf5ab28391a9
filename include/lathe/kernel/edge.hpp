#pragma once
/// \file
/// The last batch of a row: reads and writes its first `count` lanes and touches no memory beyond them.
///
/// 1 <= count <= lanes. AVX-512 masks every access, which costs nothing; AVX masks loads always and stores only when
/// lanes are missing, because some processors are slow at it; NEON moves lane by lane, which calls nothing that would empty
/// the registers of a tile; all others then go through a buffer.

#include <algorithm>
#include <array>
#include <cstdint>
#include <lathe/kernel/xsimd.hpp>
#include <type_traits>

namespace lathe::kernel {

template <class Batch>
class edge {
public:
    using number = typename Batch::value_type;
    static constexpr int lanes = static_cast<int>(Batch::size);

    explicit edge(int count) : count_(count), mask_(mask_of(count)) {}

    /// Zero in the lanes that are missing.
    Batch load(number const* from) const {
        if constexpr (masks_512 && sizeof(number) == 4) {
            return _mm512_maskz_loadu_ps(mask_, from);
        } else if constexpr (masks_512) {
            return _mm512_maskz_loadu_pd(mask_, from);
        } else if constexpr (masks_256 && sizeof(number) == 4) {
            return _mm256_maskload_ps(from, mask_);
        } else if constexpr (masks_256) {
            return _mm256_maskload_pd(from, mask_);
        } else {
            return load(from, number(0));
        }
    }

    /// `fill` in the lanes that are missing.
    Batch load(number const* from, number fill) const {
        if constexpr (masks_512 || masks_256) {
            return only(load(from), fill);
        } else {
            if (count_ == lanes) return Batch::load_unaligned(from);
            if constexpr (neon<processor>) {
                auto all = static_cast<vector>(Batch(fill));
#pragma GCC unroll 4
                for (int i = 0; i < lanes; ++i) {
                    if (i < count_) all[i] = from[i];
                }
                return all;
            } else {
                std::array<number, lanes> all;
                all.fill(fill);
                std::copy_n(from, count_, all.data());
                return Batch::load_unaligned(all.data());
            }
        }
    }

    void store(number* to, Batch value) const {
        if constexpr (masks_512 && sizeof(number) == 4) {
            _mm512_mask_storeu_ps(to, mask_, value);
        } else if constexpr (masks_512) {
            _mm512_mask_storeu_pd(to, mask_, value);
        } else {
            if (count_ == lanes) return value.store_unaligned(to);
            if constexpr (masks_256 && sizeof(number) == 4) {
                _mm256_maskstore_ps(to, mask_, value);
            } else if constexpr (masks_256) {
                _mm256_maskstore_pd(to, mask_, value);
            } else if constexpr (neon<processor>) {
                auto const all = static_cast<vector>(value);
#pragma GCC unroll 4
                for (int i = 0; i < lanes; ++i) {
                    if (i < count_) to[i] = all[i];
                }
            } else {
                std::array<number, lanes> all;
                value.store_unaligned(all.data());
                std::copy_n(all.data(), count_, to);
            }
        }
    }

    /// `value`, with `fill` in the lanes that are missing.
    Batch only(Batch value, number fill) const {
        if constexpr (masks_512) {
            return xsimd::select(mask_, value, Batch(fill));
        } else if constexpr (masks_256 && sizeof(number) == 4) {
            return _mm256_blendv_ps(Batch(fill), value, _mm256_castsi256_ps(mask_));
        } else if constexpr (masks_256) {
            return _mm256_blendv_pd(Batch(fill), value, _mm256_castsi256_pd(mask_));
        } else {
            std::array<number, lanes> all;
            value.store_unaligned(all.data());
            std::fill(all.begin() + count_, all.end(), fill);
            return Batch::load_unaligned(all.data());
        }
    }

private:
    using processor = typename Batch::arch_type;
    using vector = typename Batch::register_type;
    static constexpr bool masks_512 = std::is_base_of_v<xsimd::avx512f, processor>;
    static constexpr bool masks_256 = std::is_base_of_v<xsimd::avx, processor>;
    using word = std::conditional_t<sizeof(number) == 4, std::int32_t, std::int64_t>;
    using mask = std::conditional_t<masks_512, typename Batch::batch_bool_type, xsimd::batch<word, processor>>;

    static mask mask_of(int count) {
        if constexpr (masks_512) {
            return static_cast<typename mask::register_type>((1u << count) - 1u);
        } else {
            std::array<word, lanes> words;
            for (int i = 0; i < lanes; ++i) words[static_cast<std::size_t>(i)] = i < count ? -1 : 0;
            return mask::load_unaligned(words.data());
        }
    }

    int count_;
    mask mask_;
};

}  // namespace lathe::kernel
