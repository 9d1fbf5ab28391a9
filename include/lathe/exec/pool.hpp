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
        if (workers_.empty() || count <= 1 || running_) {
            for (int i = 0; i < count; ++i) {
                f(i);
            }
            return;
        }
        running_ = true;
        call_ = [](void const* what, int i) { (*static_cast<F const*>(what))(i); };
        what_ = &f;
        count_ = count;
        failure_ = nullptr;
        next_.store(0, std::memory_order_relaxed);
        busy_.store(static_cast<int>(workers_.size()), std::memory_order_relaxed);
        turn_.fetch_add(1, std::memory_order_release);
        turn_.notify_all();
        take_part();
        for (int left = busy_.load(std::memory_order_acquire); left != 0; left = busy_.load(std::memory_order_acquire)) {
            pause(busy_, left);
        }
        running_ = false;
        if (failure_) {
            std::rethrow_exception(failure_);
        }
    }

private:
    static constexpr int spins = 4000;

    void stop() {
        stopping_.store(true, std::memory_order_relaxed);
        turn_.fetch_add(1, std::memory_order_release);
        turn_.notify_all();
    }

    /// Spins shortly, then parks until the value is another one.
    template <class A, class V>
    static void pause(A& value, V seen) {
        for (int i = 0; i < spins; ++i) {
            if (value.load(std::memory_order_acquire) != seen) {
                return;
            }
#if defined(__x86_64__)
            __builtin_ia32_pause();
#endif
        }
        value.wait(seen, std::memory_order_acquire);
    }

    void take_part() {
        for (int i = next_.fetch_add(1, std::memory_order_relaxed); i < count_;
             i = next_.fetch_add(1, std::memory_order_relaxed)) {
            try {
                call_(what_, i);
            } catch (...) {
                std::scoped_lock const lock(failing_);
                if (!failure_) {
                    failure_ = std::current_exception();
                }
            }
        }
    }

    void work() {
        std::uint32_t seen = 0;
        while (true) {
            pause(turn_, seen);
            std::uint32_t const now = turn_.load(std::memory_order_acquire);
            if (stopping_.load(std::memory_order_relaxed)) {
                return;
            }
            if (now != seen) {
                seen = now;
                take_part();
                if (busy_.fetch_sub(1, std::memory_order_acq_rel) == 1) {
                    busy_.notify_one();
                }
            }
        }
    }

    void (*call_)(void const*, int) = nullptr;
    void const* what_ = nullptr;
    int count_ = 0;
    bool running_ = false;
    std::exception_ptr failure_;
    std::mutex failing_;
    std::atomic<int> next_{0};
    std::atomic<int> busy_{0};
    std::atomic<std::uint32_t> turn_{0};
    std::atomic<bool> stopping_{false};
    // last: the threads end before what they use
    std::vector<std::jthread> workers_;
};

}  // namespace lathe::exec
