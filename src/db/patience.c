/* When to tell that an answer is late. */
#include "db/patience.h"

#define AGAIN 3

void
patience_start(struct patience *p, long now)
{
	p->since = now;
	p->next = now + p->limit;
	p->is_late = false;
}

int
patience_left(const struct patience *p, long now)
{
	if (p->limit == 0)
		return -1;
	return p->next > now ? (int)(p->next - now) : 0;
}

bool
patience_is_over(struct patience *p, long now)
{
	if (patience_left(p, now) != 0)
		return false;
	p->next = p->since + (now - p->since) * AGAIN;
	p->is_late = true;
	return true;
}

int
patience_seconds(const struct patience *p, long now)
{
	return (int)((now - p->since) / 1000);
}
