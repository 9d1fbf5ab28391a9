#pragma once
/// \file
/// Threads that help the calling one with single operations: large ones are shared out among them.
///
///     exec::pool threads(2);
///     kernel::crew const crew(threads);   // while it lives, kernel::fast and mixed called here use both threads
///
/// What is computed does not depend on how many help: shares are cut where no sum crosses.

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
        share_out(units, parts, &f, [](void const* what, int begin, int end) { (*static_cast<F const*>(what))(begin, end); });
    }

    /// Where part i of `parts` begins.
    static int cut(int units, int parts, int i) { return static_cast<int>(static_cast<long long>(units) * i / parts); }

private:
    using call = void (*)(void const*, int);
    using part_call = void (*)(void const*, int begin, int end);

    /// Not a template: f is compiled once, and handing it out once for all.
    [[gnu::noinline]] static void share_out(int units, int parts, void const* what, part_call f) {
        if (parts <= 1) return f(what, 0, units);
        auto const part = [&](int i) { f(what, cut(units, parts, i), cut(units, parts, i + 1)); };
        current_->run_(current_->pool_, parts, &part, [](void const* all, int i) { (*static_cast<decltype(part)*>(all))(i); });
    }

    void* pool_;
    int threads_;
    void (*run_)(void*, int, void const*, call);
    crew const* before_;
    static inline thread_local constinit crew const* current_ = nullptr;
};

}  // namespace lathe::kernel
