using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Engine;
using Reconciliation.Integration.Tests.Hosts;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>Makes engines of the one transaction, without a host.</summary>
internal static class Engines
{
    public static Jugement Judge { get; } = new(new DelaiAttendu(DelaiPolicy.Initial), new MemberTexts());

    /// <summary>The services with which engines count.</summary>
    public static ServiceProvider Services() =>
        new ServiceCollection().AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<KnownSources>()
            .AddSingleton<ReconcilerMetrics>().BuildServiceProvider();

    /// <summary>Gives lines of the RO to the engine of an instance as its queue would; returns once each is committed.</summary>
    public static Task ReceiveAsync(TestInstance instance, params IReadOnlyList<ReceivedLigne> lines)
    {
        var intake = instance.Services.GetRequiredService<Intake>();
        return Task.WhenAll(lines.Select(line => intake.ReceiveAsync(Part.Ro.Queue, new(line.Content), default)));
    }

    public static Reconciler On(
        NpgsqlDataSource source,
        ServiceProvider services,
        TimeProvider? clock = null,
        RecentVues? views = null,
        ILogger<Reconciler>? log = null,
        int journeesMax = TiedClosure.JourneesMax) =>
        new(source, Judge, clock ?? TimeProvider.System, new CommitSignal(), views
            ?? new RecentVues(), services.GetRequiredService<ReconcilerMetrics>(), VueFormats.Product, PaymentStreams.Product, log,
            journeesMax);
}
