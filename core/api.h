/* What libjetseq, the shared library, shows of itself: what bears this mark. */
#ifndef JETSEQ_API
#ifdef __GNUC__
#define JETSEQ_API __attribute__((visibility("default")))
#else
#define JETSEQ_API
#endif
#endif
