#pragma once

namespace glissade {

/// From now on the process does not end without a sentence on standard error and, where a document is
/// promised, one on standard output: not when memory runs out where no exception can be caught, nor when
/// OpenMP ends the process because it gets no thread.
void promise_last_words();

/// Whether a document is promised.
void promise_document(bool promised) noexcept;

/// The last words were said, or none are needed: the process may end.
void keep_promise() noexcept;

/// Gives up memory that was put aside for what is to be said when there is no other.
void release_reserve() noexcept;

/// Calls `run`, with a stack of its own where the system gives this thread hardly any, and returns its
/// result.
int run_with_a_stack(int (*run)(void* argument), void* argument);

}  // namespace glissade
