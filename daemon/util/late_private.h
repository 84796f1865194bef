#ifndef UTIL_LATE_PRIVATE_H
#define UTIL_LATE_PRIVATE_H

struct late_library {
	const char *file; /* as the linker would name it: found where any library is */
	void *handle; /* NULL: not loaded yet */
	void (*loaded)(void); /* called when it is; may be NULL */
};

extern struct late_library late_crypto, late_curl, late_event_core, late_event_extra, late_math,
	late_sqlite, late_stemmer, late_uchardet, late_unistring, late_xml2, late_yaml;

void late_load(struct late_library *library);
/* The function or variable of that name; loads the library if need be. Never NULL. */
void *late_find(struct late_library *library, const char *name);

/* Sets a pointer to a function: POSIX's own way to make one of a pointer to an object. */
#define LATE_FIND(library, pointer, name) \
	(*(void **)(void *)&(pointer) = late_find(&(library), (name)))

/* Defines the function of that name, which looks itself up when it is first called. A list of
 * parameters or arguments has its own parentheses. */
#define LATE(library, type, name, parameters, arguments) \
	type name parameters                             \
	{                                                \
		static __typeof__(&(name)) call;         \
		if (!call)                               \
			LATE_FIND(library, call, #name); \
		return call arguments;                   \
	}

#endif
