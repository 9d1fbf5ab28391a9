// error: lathe\[house[.]sample\]: you wrote 0 steps; at least one is needed

template <int Steps>
struct sample {
    void run() { static_assert(Steps > 0, "lathe[house.sample]: you wrote 0 steps; at least one is needed"); }
};

int main() { sample<0>{}.run(); }
