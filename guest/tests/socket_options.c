/* Options with structures: timeouts, linger, time stamps, addresses of both families, vectors, several messages in one call. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
	struct timeval wait = { 0, 30000 }, back = { 9, 9 };
	struct linger l = { 1, 7 }, lb = { 0 };
	struct sockaddr_in a = { .sin_family = AF_INET }, from;
	struct sockaddr_in6 a6 = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	socklen_t n = sizeof back;
	char text[64], text2[64], control[128];
	int one = 1, v = 0;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	int s = socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0);
	printf("timeout %d", setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait));
	getsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &back, &n);
	printf(" back %d s and %d hundredths\n", (int)back.tv_sec, (int)back.tv_usec / 10000);
	printf("bind %d", bind(s, (void *)&a, sizeof a));
	n = sizeof a;
	printf(" %d\n", getsockname(s, (void *)&a, &n));
	int r = recv(s, text, sizeof text, 0);
	printf("timed out %d\n", r == -1 && (errno == EAGAIN || errno == EWOULDBLOCK));

	setsockopt(s, SOL_SOCKET, SO_TIMESTAMP, &one, sizeof one);
	sendto(s, "stamp", 5, 0, (void *)&a, sizeof a);
	struct iovec iov = { text, sizeof text };
	struct msghdr m = { .msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control };
	r = recvmsg(s, &m, 0);
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	struct timeval stamp = { 0 };
	if (c && c->cmsg_type == SCM_TIMESTAMP) memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
	printf("received %d from me %d, stamp %d\n", r, from.sin_port == a.sin_port, stamp.tv_sec - time(NULL) <= 1 && stamp.tv_sec > 1577836800);

	struct iovec out[2] = { { "one", 3 }, { "three", 5 } }, in[2] = { { text, sizeof text }, { text2, sizeof text2 } };
	struct mmsghdr mm[2] = { 0 };
	for (int i = 0; i < 2; i++) mm[i].msg_hdr = (struct msghdr){ .msg_name = &a, .msg_namelen = sizeof a, .msg_iov = out + i, .msg_iovlen = 1 };
	printf("sendmmsg %d", sendmmsg(s, mm, 2, 0));
	for (int i = 0; i < 2; i++) mm[i].msg_hdr = (struct msghdr){ .msg_iov = in + i, .msg_iovlen = 1 };
	struct timespec limit = { 1, 0 };
	r = recvmmsg(s, mm, 2, 0, &limit);
	printf(" recvmmsg %d: %d %d\n", r, mm[0].msg_len, mm[1].msg_len);

	int t = socket(AF_INET6, SOCK_STREAM, 0);
	/* Not every Linux that this runs on has an address of the sixth version. */
	printf("listen %d\n", listen(t, 1));
	setsockopt(t, SOL_SOCKET, SO_LINGER, &l, sizeof l);
	n = sizeof lb;
	getsockopt(t, SOL_SOCKET, SO_LINGER, &lb, &n);
	printf("linger %d %d\n", lb.l_onoff, lb.l_linger);
	setsockopt(t, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	n = sizeof v;
	getsockopt(t, IPPROTO_TCP, TCP_NODELAY, &v, &n);
	printf("nodelay %d, text %s\n", v, inet_ntop(AF_INET6, &a6.sin6_addr, text, sizeof text));
	return 0;
}
