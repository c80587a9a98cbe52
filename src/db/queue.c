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
	}
}

void
queue_lose(struct queue *q)
{
	struct request *r = q->first;

	queue_init(q);
	while (r) {
		struct request *next = r->next;

		request_answer(r, OUTCOME_LOST);
		request_free(r);
		r = next;
	}
}
