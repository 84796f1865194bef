#include "text/minhash.h"

#include "unit.h"
#include "util/buf.h"
#include "util/limits.h"
#include "util/mem.h"

/* A text of n words of its own. */
static void write_words(struct buf *out, size_t n, size_t from)
{
	for (size_t i = 0; i < n; i++)
		(void)buf_printf(
			out, "word%zu%s", (from + i) * 7919 % 100003, i % 9 == 8 ? ".\n\n" : " ");
}

static struct minhash of(const struct buf *text)
{
	struct minhash m;
	ck_assert(minhash_of(buf_str(text), text->len, &m));
	return m;
}

static bool share_band(const struct minhash *a, const struct minhash *b)
{
	for (size_t i = 0; i < MINHASH_BANDS; i++)
		if (minhash_band(a, i) == minhash_band(b, i))
			return true;
	return false;
}

START_TEST(test_alike)
{
	struct buf one CLEANUP(buf_release) = BUF_INIT(KIB(64));
	struct buf more CLEANUP(buf_release) = BUF_INIT(KIB(64));
	struct buf other CLEANUP(buf_release) = BUF_INIT(KIB(64));
	write_words(&one, 300, 0);
	/* A site's own line before the agency's report, and one after it. */
	(void)buf_puts(&more, "By our staff and agencies: ");
	write_words(&more, 300, 0);
	(void)buf_puts(&more, " Additional reporting by nobody in particular.");
	write_words(&other, 300, 5000);
	struct minhash a = of(&one), b = of(&more), c = of(&other);
	ck_assert(minhash_alike(&a, &a) == 1);
	ck_assert(minhash_alike(&a, &b) >= 0.85);
	ck_assert(share_band(&a, &b));
	ck_assert(minhash_alike(&a, &c) <= 0.1);
	ck_assert(!share_band(&a, &c));
}
END_TEST

START_TEST(test_looks)
{
	struct buf low CLEANUP(buf_release) = BUF_INIT(KIB(64));
	struct buf high CLEANUP(buf_release) = BUF_INIT(KIB(64));
	for (int i = 0; i < 60; i++) {
		(void)buf_printf(&low, "слово%d, ", i * i);
		(void)buf_printf(&high, "СЛОВО%d\xC2\xA0\n- ", i * i);
	}
	struct minhash a = of(&low), b = of(&high);
	ck_assert(minhash_alike(&a, &b) == 1);
}
END_TEST

START_TEST(test_short)
{
	struct minhash m;
	struct buf text CLEANUP(buf_release) = BUF_INIT(KIB(64));
	ck_assert(!minhash_of("", 0, &m));
	write_words(&text, 42, 0);
	ck_assert(!minhash_of(buf_str(&text), text.len, &m));
	(void)buf_puts(&text, " one more");
	ck_assert(minhash_of(buf_str(&text), text.len, &m));
}
END_TEST

START_TEST(test_text)
{
	struct buf text CLEANUP(buf_release) = BUF_INIT(KIB(64));
	write_words(&text, 100, 0);
	struct minhash a = of(&text), b;
	char written[MINHASH_TEXT_SIZE];
	minhash_write(&a, written);
	ck_assert(minhash_read(written, &b));
	ck_assert(minhash_alike(&a, &b) == 1);
	ck_assert(!minhash_read(NULL, &b));
	ck_assert(!minhash_read("00", &b));
	written[3] = 'x';
	ck_assert(!minhash_read(written, &b));
}
END_TEST

UNIT_MAIN("minhash", test_alike, test_looks, test_short, test_text)
