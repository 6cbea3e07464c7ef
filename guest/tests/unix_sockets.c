/* UNIX sockets: datagram boundaries, a descriptor sent along, peer credentials, end of file. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static void send_fd(int s, int fd)
{
	char control[CMSG_SPACE(sizeof fd)] = { 0 };
	struct iovec v = { "f", 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(c), &fd, sizeof fd);
	printf("sent %zd\n", sendmsg(s, &m, 0));
}

static int receive_fd(int s)
{
	char control[CMSG_SPACE(sizeof(int))], byte;
	struct iovec v = { &byte, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
	int fd = -1;
	printf("received %zd\n", recvmsg(s, &m, 0));
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	if (c && c->cmsg_type == SCM_RIGHTS) memcpy(&fd, CMSG_DATA(c), sizeof fd);
	return fd;
}

int main(void)
{
	int s[2], d[2], p[2];
	char text[32] = "";
	struct ucred peer;
	socklen_t n = sizeof peer;
	socketpair(AF_UNIX, SOCK_STREAM, 0, s);
	socketpair(AF_UNIX, SOCK_DGRAM, 0, d);
	send(d[0], "one", 3, 0);
	send(d[0], "three", 5, 0);
	printf("datagrams %zd", recv(d[1], text, sizeof text, 0));
	printf(" %zd\n", recv(d[1], text, sizeof text, 0));
	getsockopt(s[0], SOL_SOCKET, SO_PEERCRED, &peer, &n);
	printf("peer is me: %d\n", peer.pid == getpid() && peer.uid == getuid());
	pipe(p);
	send_fd(s[0], p[1]);
	int fd = receive_fd(s[1]);
	printf("a new descriptor: %d\n", fd > p[1]);
	write(fd, "through", 7);
	memset(text, 0, sizeof text);
	read(p[0], text, sizeof text - 1);
	printf("text '%s'\n", text);
	close(s[0]);
	printf("end %zd\n", recv(s[1], text, 1, 0));
	printf("send %d\n", (int)send(s[1], "x", 1, MSG_NOSIGNAL));
	return 0;
}
