using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Hosting;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Integration.Tests.Security;

/// <summary>The keys that encrypt sessions and addresses of the console, as they lie in their folder.</summary>
public sealed class ConsoleKeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("recon-cles-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void With_a_certificate_no_key_is_readable_where_it_is_kept_and_every_process_reads_it()
    {
        var before = Protector(null).Protect("avant");
        var certificate = SecretFiles.NewCertificate();
        foreach (var file in _folder.GetFiles())
        {
            Assert.Contains("<masterKey", File.ReadAllText(file.FullName), StringComparison.Ordinal);
        }

        // Keys of before stay readable; on their own they would go on until they expire.
        Assert.Equal("avant", Protector(certificate).Unprotect(before));
        foreach (var file in _folder.GetFiles())
        {
            file.Delete();
        }

        var secret = Protector(certificate).Protect("après");
        Assert.NotEmpty(_folder.GetFiles());
        Assert.All(_folder.GetFiles(), f =>
        {
            var text = File.ReadAllText(f.FullName);
            Assert.Contains("EncryptedData", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<masterKey", text, StringComparison.Ordinal);
        });
        Assert.Equal("après", Protector(certificate).Unprotect(secret));
        Assert.ThrowsAny<Exception>(() => Protector(SecretFiles.NewCertificate()).Unprotect(secret));
    }

    [Fact]
    public async Task A_console_that_cannot_read_a_key_that_is_kept_is_not_ready_and_makes_none_of_its_own()
    {
        var certificate = SecretFiles.NewCertificate();
        Protector(certificate).Protect("une session");
        var kept = _folder.GetFiles().Select(f => f.Name).ToList();

        Assert.Equal(HealthStatus.Healthy, await ProbeAsync(certificate));
        Assert.Equal(HealthStatus.Unhealthy, await ProbeAsync(SecretFiles.NewCertificate()));
        Assert.Equal(kept, _folder.GetFiles().Select(f => f.Name));

        // A key that has expired encrypts nothing that is still in use.
        Assert.Equal(HealthStatus.Healthy, await ProbeAsync(SecretFiles.NewCertificate(), later: TimeSpan.FromDays(91)));
    }

    [Fact]
    public void What_is_no_certificate_with_its_key_is_refused_without_being_repeated()
    {
        foreach (var text in new[] { "secret", SecretFiles.NewCertificate().Split("-----BEGIN PRIVATE")[0] })
        {
            var refused = Assert.Throws<StartupRefusedException>(() => Protector(text));
            Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        }
    }

    private async Task<HealthStatus> ProbeAsync(string certificate, TimeSpan later = default)
    {
        await using var services = Services(certificate);
        var clock = new ShiftedClock();
        clock.Move(later);
        var probe = new KeysProbe(
            services.GetRequiredService<IDataProtectionProvider>(), services, clock,
            NullLogger<KeysProbe>.Instance);
        var part = new HealthCheckRegistration("cles", probe, HealthStatus.Unhealthy, []);
        return (await probe.CheckHealthAsync(new() { Registration = part })).Status;
    }

    private IDataProtector Protector(string? certificate) =>
        Services(certificate).GetRequiredService<IDataProtectionProvider>().CreateProtector("essai");

    private ServiceProvider Services(string? certificate) => new ServiceCollection()
        .AddLogging()
        .AddDataProtectionKeys(new()
        {
            Postgres = "",
            DevelopmentKey = new byte[32],
            ConsoleKeys = _folder.FullName,
            ConsoleKeysCertificate = certificate,
            Streams = PaymentStreams.Product,
        })
        .BuildServiceProvider();
}
