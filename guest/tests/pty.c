/* A pseudo-terminal: line editing, echo, ^C to the foreground group, window size, hang-up. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;

static void on_interrupt(int sig)
{
	interrupted = sig;
}

static int child(const char *name, int out)
{
	char line[64] = "";
	struct sigaction sa = { .sa_handler = on_interrupt };
	struct winsize size;
	setsid();
	int tty = open(name, O_RDWR);
	ioctl(tty, TIOCSCTTY, 0);
	sigaction(SIGINT, &sa, NULL);
	ioctl(tty, TIOCGWINSZ, &size);
	dprintf(out, "size %dx%d, foreground %d\n", size.ws_col, size.ws_row, tcgetpgrp(tty) == getpid());
	ssize_t n = read(tty, line, sizeof line);
	dprintf(out, "line %zd '%.*s'\n", n, (int)(n - 1), line);
	n = read(tty, line, sizeof line);
	dprintf(out, "interrupted %zd by SIGINT %d\n", n, interrupted == SIGINT);
	n = read(tty, line, sizeof line);
	dprintf(out, "end of file %zd\n", n);
	signal(SIGHUP, on_interrupt);
	pause();
	dprintf(out, "hang-up %d\n", interrupted == SIGHUP);
	return 0;
}

int main(void)
{
	char text[256] = "";
	int status, out[2];
	setvbuf(stdout, NULL, _IOLBF, 0);
	pipe(out);
	int master = posix_openpt(O_RDWR|O_NOCTTY);
	grantpt(master);
	unlockpt(master);
	char *name = ptsname(master);
	struct winsize size = { .ws_col = 99, .ws_row = 11 };
	ioctl(master, TIOCSWINSZ, &size);
	pid_t pid = fork();
	if (!pid) {
		close(master);
		_exit(child(name, out[1]));
	}
	close(out[1]);
	usleep(50000);
	write(master, "helly\177o\n", 8);
	usleep(50000);
	ssize_t n = read(master, text, sizeof text - 1);
	printf("echo %zd\n", n);
	write(master, "\3", 1);
	usleep(50000);
	write(master, "\4", 1);
	usleep(50000);
	close(master);
	waitpid(pid, &status, 0);
	n = read(out[0], text, sizeof text);
	printf("%.*s", (int)n, text);
	return WEXITSTATUS(status);
}
