/* Typing from a file. */
#include "screen/replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "screen/drafts.h"
#include "screen/loop.h"
#include "screen/offer.h"
#include "text/utf8.h"
#include "ui/term.h"

struct replay {
	struct session *session;
	FILE *out;
	size_t bytes;
	unsigned long trips;
};

static void
give(struct session *s, const struct event *event)
{
	if (s->is_over)
		return;
	session_event(s, event);
	session_paint(s);
	loop_settle(s);
}

static bool
run_keys(struct replay *r, char *rest, struct error *err)
{
	for (char *name = strtok(rest, " "); name; name = strtok(NULL, " ")) {
		struct event event = { .kind = EVENT_KEY };

		event.key = key_find(name);
		if (event.key == K_NONE)
			return error_set(err, _("no such key: %s"), name);
		give(r->session, &event);
	}
	return true;
}

static bool
run_type(struct replay *r, char *rest, struct error *err)
{
	const char *s = rest, *end = rest + strlen(rest);

	(void)err;
	while (s < end) {
		struct event event = { .kind = EVENT_CHAR };

		event.cp = utf8_next(&s, end);
		give(r->session, &event);
	}
	return true;
}

static bool
run_show(struct replay *r, char *rest, struct error *err)
{
	struct buf screen = BUF_INIT;

	(void)err;
	view_dump(&screen);
	if (*rest)
		fprintf(r->out, "== %s\n", rest);
	fprintf(r->out, "%s", screen.data ? screen.data : "");
	fputs("--\n", r->out);
	buf_done(&screen);
	return true;
}

static bool
run_bytes(struct replay *r, char *rest, struct error *err)
{
	size_t now = term_bytes_sent();

	(void)rest;
	(void)err;
	fprintf(r->out, "bytes %zu\n", now - r->bytes);
	r->bytes = now;
	return true;
}

static bool
run_trips(struct replay *r, char *rest, struct error *err)
{
	unsigned long now = db_round_trips(r->session->db);

	(void)rest;
	(void)err;
	fprintf(r->out, "trips %lu\n", now - r->trips);
	r->trips = now;
	return true;
}

static bool
run_drafts(struct replay *r, char *rest, struct error *err)
{
	(void)rest;
	(void)err;
	drafts_start(r->session, NULL, offer_first);
	loop_settle(r->session);
	return true;
}

static const struct verb {
	const char *name;
	bool (*run)(struct replay *r, char *rest, struct error *err);
} verbs[] = {
	{ "keys", run_keys },
	{ "type", run_type },
	{ "show", run_show },
	{ "bytes", run_bytes },
	{ "trips", run_trips },
	{ "drafts", run_drafts },
};

static bool
run_line(struct replay *r, char *line, struct error *err)
{
	size_t len = strcspn(line, " ");
	char *rest = line + len + (line[len] == ' ');

	if (*line == '\0' || *line == '#')
		return true;
	line[len] = '\0';
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verbs[i].name, line) == 0)
			return verbs[i].run(r, rest, err);
	return error_set(err, _("no such command: %s"), line);
}

bool
replay_run(struct session *s, FILE *script, const char *path, FILE *out,
    struct error *err)
{
	struct replay r = { .session = s, .out = out };
	char *line = NULL;
	size_t size = 0;
	ssize_t len;
	bool ok = true;

	loop_settle(s);
	for (int n = 1; ok && (len = getline(&line, &size, script)) > 0; n++) {
		struct error cause;

		line[strcspn(line, "\r\n")] = '\0';
		ok = run_line(&r, line, &cause);
		if (!ok)
			error_set(err, "%s:%d: %s", path, n, cause.text);
	}
	free(line);
	return ok;
}
