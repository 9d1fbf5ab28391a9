#pragma once
/// \file
/// Threads that help the calling one with single operations: large products and long rows are shared out among them.
///
///     exec::pool threads(2);
///     kernel::crew const crew(threads);   // while it lives, kernels::fast and mixed called here use both threads
///
/// What is computed does not depend on how many help: shares are cut where no sum crosses.

#include <algorithm>

namespace lathe::kernel {

class crew {
public:
    /// Pool has `threads()` and `run(count, f)`, which calls f(0) .. f(count - 1), each once, and returns when all are done.
    /// It must outlive the crew, and work for no other thread meanwhile. The crew helps the thread that has made it, until
    /// it dies; then whoever helped before helps again.
    template <class Pool>
    explicit crew(Pool& pool)
        : pool_(&pool),
          threads_(pool.threads()),
          run_([](void* to, int count, void const* what, call f) { static_cast<Pool*>(to)->run(count, [=](int i) { f(what, i); }); }),
          before_(current_) {
        current_ = this;
    }
    crew(crew const&) = delete;
    crew& operator=(crew const&) = delete;
    ~crew() { current_ = before_; }

    /// Threads that work on what this thread calls, itself included.
    static int size() { return current_ ? current_->threads_ : 1; }

    /// f(begin, end) for parts of 0 .. units that together are all of them, on as many threads as `parts`.
    template <class F>
    static void share(int units, int parts, F const& f) {
        if (parts <= 1) return f(0, units);
        auto const part = [&](int i) { f(cut(units, parts, i), cut(units, parts, i + 1)); };
        current_->run_(current_->pool_, parts, &part, [](void const* what, int i) { (*static_cast<decltype(part)*>(what))(i); });
    }

private:
    using call = void (*)(void const*, int);
    static int cut(int units, int parts, int i) { return static_cast<int>(static_cast<long long>(units) * i / parts); }

    void* pool_;
    int threads_;
    void (*run_)(void*, int, void const*, call);
    crew const* before_;
    static inline thread_local constinit crew const* current_ = nullptr;
};

}  // namespace lathe::kernel
