namespace Reconciliation.Tests;

/// <summary>
/// Tests that take longer than a change should wait for: a workflow runs them every week, and a person with the variable set. A test that
/// is left out has a shorter one beside it that shows the same mechanism.
/// </summary>
internal static partial class LongRun
{
    /// <summary>The environment variable that asks for them: <c>1</c>.</summary>
    public const string Variable = "RECONCILIATION_LONG";

    public static bool IsWanted => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>One of two sizes.</summary>
    /// <param name="usual">The size of every run.</param>
    /// <param name="wanted">The size where long runs are wanted.</param>
    public static T Size<T>(T usual, T wanted) => IsWanted ? wanted : usual;
}
