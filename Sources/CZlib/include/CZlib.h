// zlib's inflater for gzip: its initialiser is a macro, which Swift does not see.
#ifndef WIRESIDE_CZLIB_H
#define WIRESIDE_CZLIB_H
#include <zlib.h>

// Window bits of gzip (RFC 1952) and no other format: 15, and 16 for the wrapper.
static inline int czlib_begin_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
#endif
