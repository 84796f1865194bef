#include "run/control.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdbool.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "run/admin.h"
#include "util/buf.h"
#include "util/err.h"
#include "util/file.h"
#include "util/json.h"
#include "util/mem.h"

struct client {
	TAILQ_ENTRY(client) link;
	struct control *control;
	struct bufferevent *stream;
	bool answered;
};
TAILQ_HEAD(clients, client);

struct control {
	struct control_options o;
	char *path;
	struct evconnlistener *listener;
	struct clients clients;
	size_t n_clients;
};

static int address_of(const char *path, struct sockaddr_un *out, struct err *err)
{
	size_t len = strlen(path);
	*out = (struct sockaddr_un){.sun_family = AF_UNIX};
	if (len >= sizeof(out->sun_path))
		return err_set(err, ERR_FAIL, "the path of a socket may have %zu bytes: %s",
			sizeof(out->sun_path) - 1, path);
	memcpy(out->sun_path, path, len);
	return 0;
}

static void client_free(struct client *client)
{
	TAILQ_REMOVE(&client->control->clients, client, link);
	client->control->n_clients--;
	bufferevent_free(client->stream);
	free(client);
}

static void answer(struct client *client, const char *line)
{
	struct err err = ERR_INIT;
	AUTOJSON json_t *request = json_parse(line, strlen(line), &err);
	AUTOJSON json_t *reply = json_is_object(request) ? client->control->o.on_request(
								   request, client->control->o.arg)
							 : admin_refuse("no JSON object on a line");
	AUTOFREE char *text = json_compact(reply);
	client->answered = true;
	(void)evbuffer_add_printf(bufferevent_get_output(client->stream), "%s\n", text);
}

static void on_read(struct bufferevent *stream, void *arg)
{
	struct client *client = arg;
	struct evbuffer *in = bufferevent_get_input(stream);
	size_t len = 0;
	if (client->answered) {
		(void)evbuffer_drain(in, evbuffer_get_length(in));
		return;
	}
	char *line = evbuffer_readln(in, &len, EVBUFFER_EOL_LF);
	if (line)
		answer(client, line);
	else if (evbuffer_get_length(in) >= CONTROL_LINE_MAX)
		client_free(client);
	free(line);
}

static void on_written(struct bufferevent *stream, void *arg)
{
	struct client *client = arg;
	(void)stream;
	if (client->answered)
		client_free(client);
}

static void on_event(struct bufferevent *stream, short what, void *arg)
{
	const struct client *client = arg;
	/* One who has sent all he has to say still wants the answer. */
	if ((what & BEV_EVENT_EOF) && client->answered &&
		evbuffer_get_length(bufferevent_get_output(stream)) > 0)
		return;
	client_free(arg);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *address,
	int len, void *arg)
{
	struct control *control = arg;
	(void)address;
	(void)len;
	struct bufferevent *stream = control->n_clients < CONTROL_CLIENTS_MAX
					     ? bufferevent_socket_new(
						       evconnlistener_get_base(listener), fd,
						       BEV_OPT_CLOSE_ON_FREE)
					     : NULL;
	if (!stream) {
		(void)close(fd);
		return;
	}
	struct client *client = xcalloc(1, sizeof(*client));
	client->control = control;
	client->stream = stream;
	TAILQ_INSERT_TAIL(&control->clients, client, link);
	control->n_clients++;
	const struct timeval wait = {.tv_sec = CONTROL_WAIT_SECS};
	(void)bufferevent_set_timeouts(stream, &wait, &wait);
	bufferevent_setwatermark(stream, EV_READ, 0, CONTROL_LINE_MAX);
	bufferevent_setcb(stream, on_read, on_written, on_event, client);
	(void)bufferevent_enable(stream, EV_READ | EV_WRITE);
}

struct control *control_new(const struct control_options *options, struct err *err)
{
	struct sockaddr_un address;
	if (address_of(options->path, &address, err) < 0)
		return NULL;
	struct control *control = xcalloc(1, sizeof(*control));
	control->o = *options;
	control->o.path = NULL;
	control->path = xstrdup(options->path);
	TAILQ_INIT(&control->clients);
	(void)unlink(control->path);
	/* Connecting takes leave to write: our user's alone. */
	mode_t old = umask(0177);
	control->listener = evconnlistener_new_bind(options->base, on_accept, control,
		LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, CONTROL_CLIENTS_MAX,
		(const struct sockaddr *)&address, sizeof(address));
	int error = errno;
	(void)umask(old);
	if (!control->listener) {
		(void)err_set(
			err, ERR_FAIL, "cannot listen on %s: %s", control->path, strerror(error));
		control_free(control);
		return NULL;
	}
	return control;
}

void control_free(struct control *control)
{
	if (!control)
		return;
	for (struct client *c = TAILQ_FIRST(&control->clients), *next; c; c = next) {
		next = TAILQ_NEXT(c, link);
		client_free(c);
	}
	if (control->listener) {
		evconnlistener_free(control->listener);
		(void)unlink(control->path);
	}
	free(control->path);
	free(control);
}

static int converse(int fd, const json_t *request, struct buf *line, struct err *err)
{
	AUTOFREE char *text = json_compact(request);
	if (file_write_all(fd, text, strlen(text)) < 0 || file_write_all(fd, "\n", 1) < 0)
		return err_set(err, ERR_FAIL, "the daemon takes no request: %s", strerror(errno));
	while (line->len == 0 || line->data[line->len - 1] != '\n') {
		char chunk[4096];
		ssize_t n = read(fd, chunk, sizeof(chunk));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || buf_add(line, chunk, (size_t)n) < 0)
			return err_set(err, ERR_FAIL, "the daemon gives no answer%s%s",
				n < 0 ? ": " : "", n < 0 ? strerror(errno) : "");
	}
	return 0;
}

int control_ask(const char *path, const json_t *request, json_t **out, struct err *err)
{
	struct sockaddr_un address;
	int rc = address_of(path, &address, err);
	if (rc < 0)
		return rc;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return err_set(err, ERR_FAIL, "no socket: %s", strerror(errno));
	const struct timeval wait = {.tv_sec = CONTROL_ANSWER_SECS};
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	struct buf line CLEANUP(buf_release) = BUF_INIT(CONTROL_LINE_MAX * 4);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0) {
		bool nobody = errno == ENOENT || errno == ECONNREFUSED;
		rc = err_set(err, nobody ? ERR_RETRY : ERR_FAIL,
			"cannot reach the daemon at %s: %s", path, strerror(errno));
	} else {
		rc = converse(fd, request, &line, err);
	}
	(void)close(fd);
	if (rc < 0)
		return rc;
	json_t *answer = json_parse(line.data, line.len, err);
	if (!answer)
		return ERR_FAIL;
	*out = answer;
	return 0;
}
