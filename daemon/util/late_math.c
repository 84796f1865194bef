/* The functions of mathematics that no processor has an instruction for. */
#include <math.h>

#include "util/late_private.h"

/* The name that glibc gives it on every machine. */
struct late_library late_math = {"libm.so.6"};

#define MATH(name, parameters, arguments) LATE(late_math, double, name, parameters, arguments)
MATH(exp, (double x), (x))
MATH(fmax, (double x, double y), (x, y))
MATH(fmin, (double x, double y), (x, y))
MATH(fmod, (double x, double y), (x, y))
MATH(log1p, (double x), (x))
MATH(round, (double x), (x))
