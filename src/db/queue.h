/*
 * Inside the floor: the requests that wait for their answers, in the order in
 * which the server gives them.
 */
#ifndef ZHEN_DB_QUEUE_H
#define ZHEN_DB_QUEUE_H

#include "db/request.h"

struct queue {
	struct request *first, **last;
};

void queue_init(struct queue *q);
void queue_done(struct queue *q);

/* Takes the request over. */
void queue_add(struct queue *q, struct request *r);

/* The first one, which is the caller's now. */
struct request *queue_take(struct queue *q);

/* Answers to data go to somebody else, NULL: to nobody. */
void queue_hand_over(struct queue *q, const void *data, db_answer answer,
    void *to);

size_t queue_count(const struct queue *q);

#endif
