/* A list with its end. */
#include "db/queue.h"

void
queue_init(struct queue *q)
{
	q->first = NULL;
	q->last = &q->first;
}

void
queue_done(struct queue *q)
{
	while (q->first)
		request_free(queue_take(q));
}

void
queue_add(struct queue *q, struct request *r)
{
	*q->last = r;
	q->last = &r->next;
}

struct request *
queue_take(struct queue *q)
{
	struct request *r = q->first;

	q->first = r->next;
	if (q->first == NULL)
		q->last = &q->first;
	r->next = NULL;
	return r;
}

void
queue_hand_over(struct queue *q, const void *data, db_answer answer, void *to)
{
	for (struct request *r = q->first; r; r = r->next) {
		struct request *waiting = r->behind ? r->behind : r;

		if (waiting->data != data)
			continue;
		waiting->answer = answer;
		waiting->data = to;
		waiting->row = NULL;
	}
}

size_t
queue_count(const struct queue *q)
{
	size_t count = 0;

	for (const struct request *r = q->first; r; r = r->next)
		count++;
	return count;
}
