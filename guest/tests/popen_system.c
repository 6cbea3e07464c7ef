/* popen and system start a shell and tell how it ended. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

int main(void)
{
	char line[64];
	setvbuf(stdout, NULL, _IOLBF, 0);
	FILE *f = popen("echo one; echo two; exit 3", "r");
	while (fgets(line, sizeof line, f)) printf("read %s", line);
	printf("pclose %d\n", WEXITSTATUS(pclose(f)));
	f = popen("cat; exit 4", "w");
	fputs("written\n", f);
	printf("pclose %d\n", WEXITSTATUS(pclose(f)));
	printf("system %d\n", WEXITSTATUS(system("exit 5")));
	printf("a shell: %d\n", system(NULL) != 0);
	int status = system("kill -9 $$");
	printf("killed by %d\n", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
	return 0;
}
