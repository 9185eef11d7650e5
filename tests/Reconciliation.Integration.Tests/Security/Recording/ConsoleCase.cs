using Reconciliation.Integration.Tests.Hosts;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>A page or a form of the console, and the statuses that it may answer with, whether a reason is known or not.</summary>
/// <param name="Call">The method and the pattern of the call.</param>
/// <param name="Path">The path.</param>
/// <param name="Statuses">The statuses: without a reason, and with one.</param>
internal sealed record ConsoleCase(string Call, string Path, params int[] Statuses)
{
    public (string Name, string Value)[] Fields { get; init; } = [];

    public bool IsGet => Call.StartsWith("GET ", StringComparison.Ordinal);

    public Task<(int Status, string Page)> AskAsync(ConsoleSession session) =>
        IsGet ? session.GetAsync(Path) : session.PostAsync(Path, Fields);
}
