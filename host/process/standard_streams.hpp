#pragma once

namespace glissade {

/// To be called before anything is opened. A standard stream that is closed at the start leaves its number to
/// the next file, which results and messages would then run into; so each such number is taken: results to it
/// fail as on a full disk, messages go nowhere, and there is nothing to read.
void reserve_standard_streams();

}  // namespace glissade
