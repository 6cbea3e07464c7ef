/* argv, envp and auxv arrive as execve's caller gave them. The program runs itself once, so that both are known. */
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static int show(int argc, char **argv, char **envp)
{
	printf("argc %d\n", argc);
	for (int i = 0; i < argc; i++) printf("argv[%d] '%s'\n", i, argv[i]);
	printf("argv ends: %s\n", argv[argc] ? "no" : "yes");
	for (char **e = envp; *e; e++) printf("env '%s'\n", *e);
	printf("page size %lu, sysconf %ld\n", getauxval(AT_PAGESZ), sysconf(_SC_PAGESIZE));
	printf("secure %lu\n", getauxval(AT_SECURE));
	printf("random %s\n", getauxval(AT_RANDOM) ? "given" : "missing");
	printf("execfn %s\n", (char *)getauxval(AT_EXECFN));
	return 0;
}

int main(int argc, char **argv, char **envp)
{
	static char big[5000];
	char *args[] = { "again", "", "two words", big, "\xc3\xa4\x01", NULL };
	char *env[] = { "A=1", "EMPTY=", "NOEQUALS", NULL };
	if (!strcmp(argv[0], "again")) return show(argc, argv, envp);
	memset(big, 'x', sizeof big - 1);
	execve("/proc/self/exe", args, env);
	perror("execve");
	return 1;
}
