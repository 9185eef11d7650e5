using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// Whether the keys that encrypt sessions and addresses can be used: without them no page can be shown, not even that of the sign-in.
/// </summary>
/// <param name="keys">The keys.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class KeysProbe(IDataProtectionProvider keys, TimeProvider clock, ILogger<KeysProbe> log) : BoundedProbe(clock, log)
{
    /// <inheritdoc/>
    protected override Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var protector = keys.CreateProtector("Reconciliation.Console.Sonde");
            protector.Unprotect(protector.Protect([1]));
            return Task.FromResult<string?>(null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Task.FromResult<string?>(
                $"the keys that encrypt sessions cannot be used (RECONCILIATION_CONSOLE_KEYS): {e.GetBaseException().GetType().Name}.");
        }
    }
}
