namespace Reconciliation.Tests;

// Apart, since projects on the third xunit skip by another name.
internal static partial class LongRun
{
    /// <summary>Skips a test where long runs are not wanted.</summary>
    public static void OrSkip() => Xunit.Skip.IfNot(IsWanted, $"It takes long: set {Variable}=1.");
}
