#pragma once
/// \file
/// What goes wrong with files.

#include <stdexcept>

namespace lathe::io {

/// One sentence: the file, what is wrong with it, what is needed.
class error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace lathe::io
