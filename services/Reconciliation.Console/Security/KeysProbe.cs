using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb.Security;

/// <summary>
/// Whether the keys that encrypt sessions and addresses can be used: without them no page can be shown, not even that of the sign-in. Every
/// key that is kept must be readable: a console with another certificate would make keys of its own, and neither read the sessions of
/// others nor be read by them.
/// </summary>
/// <param name="keys">The keys.</param>
/// <param name="services">Finds the keys that are kept in a folder.</param>
/// <param name="clock">The clock.</param>
/// <param name="log">The log.</param>
public sealed class KeysProbe(
    IDataProtectionProvider keys, IServiceProvider services, TimeProvider clock, ILogger<KeysProbe> log) : BoundedProbe(clock, log)
{
    private readonly TimeProvider _clock = clock;

    /// <inheritdoc/>
    protected override Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var protector = keys.CreateProtector("Reconciliation.Console.Sonde");
            ReadKept();
            protector.Unprotect(protector.Protect([1]));
            return Task.FromResult<string?>(null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Task.FromResult<string?>(
                "the keys that encrypt sessions cannot be used (RECONCILIATION_CONSOLE_KEYS, RECONCILIATION_CONSOLE_KEYS_CERTIFICATE): "
                    + $"{e.GetBaseException().GetType().Name}.");
        }
    }

    private void ReadKept()
    {
        if (services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.XmlRepository is null)
        {
            return; // those of this process alone
        }

        var now = _clock.GetUtcNow();
        var all = services.GetRequiredService<IKeyManager>().GetAllKeys();
        foreach (var kept in all.Where(k => !k.IsRevoked && k.ExpirationDate > now))
        {
            // A key is only decrypted when it is asked what it is made of.
            _ = kept.Descriptor;
        }
    }
}
