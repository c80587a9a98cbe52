/* The screen is painted once more, with what the terminal can't show. */
#include "screen/print.h"

#include "screen/paper.h"

/* Title and body, without the message line and the keys. */
static void
take_page(struct session *s, struct buf *page)
{
	session_dump(s, page);
	for (int lines = 0; page->len > 0 && lines <= 2; page->len--)
		lines += page->data[page->len - 1] == '\n';
	buf_adds(page, "\n\n");
}

void
print_screen(struct session *s)
{
	struct buf page = BUF_INIT;

	take_page(s, &page);
	paper_print(s, s->top->form ? s->top->form->name : "screen", page.data);
	buf_done(&page);
}
