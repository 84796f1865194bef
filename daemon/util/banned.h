#ifndef UTIL_BANNED_H
#define UTIL_BANNED_H

/*
 * Calls that have no safe use here. Every file includes this header last (through util/mem.h),
 * so that using one is a compile error that says why. The headers that declare them come first
 * here, since hardened builds define some of them as inline functions there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#define strcpy(a, b) banned_strcpy_use_memcpy_or_buf
#undef strcat
#define strcat(a, b) banned_strcat_use_buf
#undef strncpy
#define strncpy(a, b, n) banned_strncpy_use_memcpy_or_buf
#undef strncat
#define strncat(a, b, n) banned_strncat_use_buf
#undef sprintf
#define sprintf(...) banned_sprintf_use_snprintf_or_buf
#undef vsprintf
#define vsprintf(...) banned_vsprintf_use_vsnprintf_or_buf
#undef strtok
#define strtok(a, b) banned_strtok_has_hidden_state
#undef atoi
#define atoi(a) banned_atoi_hides_errors_use_strtol
#undef atol
#define atol(a) banned_atol_hides_errors_use_strtol
#undef gmtime
#define gmtime(a) banned_gmtime_use_date_h
#undef localtime
#define localtime(a) banned_localtime_use_date_h
#undef system
#define system(a) banned_system_use_proc_child
#undef alloca
#define alloca(a) banned_alloca_is_unbounded

#endif
