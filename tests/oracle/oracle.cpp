#include "oracle.hpp"

#include <lathe/io/safetensors.hpp>

namespace lathe::test {

oracle::oracle(std::string const& name) {
    auto const file = io::safetensors::read(std::string(LATHE_ORACLES) + "/" + name + ".safetensors");
    for (auto const& [tensor, entry] : file.tensors()) {
        tensors_[tensor] = {{entry.shape.begin(), entry.shape.end()}, file.template values<double>(tensor)};
    }
}

}  // namespace lathe::test

TEST_CASE("a file of reference outputs says what nobody has asked for") {
    lathe::test::oracle file("deq/oracle");
    CHECK(file["in.x"].shape == std::vector<std::size_t>{3, 8});
    CHECK(file.out("fp.nstep").integers() == std::vector<int>{15, 15, 15});
    for (auto const* name : {"w.", "g64.", "out.", "out64.fp", "out64.anderson", "out64.broyden"}) file.leave(name);
    CHECK(file.unread() == "out64.z_star ");
    CHECK_THROWS_AS(file["in.y"], std::runtime_error);
}
