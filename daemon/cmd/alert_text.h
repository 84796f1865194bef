#ifndef CMD_ALERT_TEXT_H
#define CMD_ALERT_TEXT_H

#include <jansson.h>
#include <stdio.h>

/* How to write for people on a stream. */
struct paper {
	FILE *out;
	int width; /* columns */
	int colour;
};

/*
 * The paper a stream is: as wide as its terminal (within 50 to 100 columns; 80 where it is none),
 * colour only on a terminal and unless the environment has NO_COLOR or TERM=dumb.
 */
void paper_init(struct paper *paper, FILE *out);

/* Starts and ends a colour; nothing on paper without. */
enum ink { INK_PLAIN, INK_STRONG, INK_FAINT, INK_RED, INK_YELLOW, INK_BLUE, INK_GREEN };
void paper_ink(const struct paper *paper, enum ink ink);

/*
 * Writes text in lines that fit, the first after `first`, the others indented by its width; ends
 * with a newline. White space is folded and control characters are left out: the text may be a
 * stranger's.
 */
void paper_text(const struct paper *paper, const char *first, enum ink ink, const char *text);

/* A ruler across the paper with a title in it. */
void paper_rule(const struct paper *paper, enum ink ink, const char *title);

/*
 * Writes an alert object as a person would want to read it: what kind, on what, then (who, when,
 * what, where), now, and why. number counts them, 0: none is shown.
 */
void alert_print(const struct paper *paper, const json_t *alert, size_t number);

#endif
