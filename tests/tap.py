"""unittest with the Test Anything Protocol: end a test with tap.main()."""
import sys
import unittest


class Result(unittest.TestResult):
    def report(self, verdict, test, why=''):
        print('%s %d - %s' % (verdict, self.testsRun, test.id()), end='')
        print(' # SKIP ' + why if verdict == 'ok' and why else '')
        if verdict != 'ok':
            print('# ' + why.strip().replace('\n', '\n# '))
        sys.stdout.flush()

    def addSuccess(self, test):
        self.report('ok', test)

    def addSkip(self, test, reason):
        self.report('ok', test, reason)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.report('not ok', test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.report('not ok', test, self.errors[-1][1])


def main():
    """Runs the tests of the main module, or those named as arguments."""
    load = unittest.defaultTestLoader
    module = sys.modules['__main__']
    suite = load.loadTestsFromNames(sys.argv[1:], module) \
        if sys.argv[1:] else load.loadTestsFromModule(module)
    result = Result()
    suite.run(result)
    print('1..%d' % result.testsRun)
    sys.exit(not result.wasSuccessful())
