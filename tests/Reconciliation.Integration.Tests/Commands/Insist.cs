using Npgsql;
using Reconciliation.Core;

namespace Reconciliation.Integration.Tests.Commands;

/// <summary>Deadlocks and the like are the ingestion's to retry; where the engine is called without it, the test does.</summary>
internal static class Insist
{
    public static async Task UntilDoneAsync(Func<Task> action)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await action();
                return;
            }
            catch (NpgsqlException e) when (Faults.PassesByItself(e) && attempt < 10)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), TimeProvider.System);
            }
        }
    }
}
