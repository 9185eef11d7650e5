using Xunit;

namespace Reconciliation.Integration.Tests.Servers;

/// <summary>Tests that take minutes or download what the service itself never needs: they run where they are asked for.</summary>
internal static class LongRun
{
    /// <summary>Set to 1 to run them.</summary>
    public const string Variable = "RECONCILIATION_LONG";

    /// <summary>Skips the test unless it is asked for.</summary>
    public static void SkipUnlessAsked() =>
        Skip.IfNot(Environment.GetEnvironmentVariable(Variable) == "1", $"It takes minutes: {Variable}=1 runs it.");
}
