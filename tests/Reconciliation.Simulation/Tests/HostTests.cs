using Reconciliation.Hosting;
using Reconciliation.Recon;
using Reconciliation.Storage;
using Xunit;

namespace Reconciliation.Simulation.Tests;

/// <summary>Defects that the kill of a process that has hardly begun brought to light.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task A_host_that_is_told_to_end_while_it_starts_ends_without_a_word()
    {
        var started = false;
        var settings = new Settings
        {
            Postgres = "Host=127.0.0.1;Port=1",
            DevelopmentKey = new byte[32],
            Streams = PaymentStreams.Product,
        };
        await using var app = HostBuilding.Build(settings, api: false, engine: true, "http://127.0.0.1:0");
        app.Lifetime.StopApplication();
        await HostBuilding.RunAsync(app, () => Task.FromResult(started = true), CancellationToken.None);
        Assert.False(started);
    }
}
