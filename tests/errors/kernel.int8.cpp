// error: lathe\[kernel[.]int8\]: groups of 4 to 256 inputs, in whole words of 4
// lines: 20

#include <lathe/tensor/storage.hpp>

auto const words = lathe::storage::int8<30>::form<float>::words;
