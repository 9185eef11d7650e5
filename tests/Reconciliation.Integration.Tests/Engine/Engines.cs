using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Core;
using Reconciliation.Domain;
using Reconciliation.Storage;

namespace Reconciliation.Integration.Tests.Engine;

/// <summary>Makes engines of the one transaction, without a host.</summary>
internal static class Engines
{
    public static Jugement Judge { get; } = new(new DelaiAttendu(DelaiPolicy.Initial), new MemberTexts());

    /// <summary>What engines count with.</summary>
    public static ServiceProvider Services() =>
        new ServiceCollection().AddMetrics().AddSingleton(TimeProvider.System).AddSingleton<KnownSources>().AddSingleton<ReconcilerMetrics>().BuildServiceProvider();

    public static Reconciler On(NpgsqlDataSource source, ServiceProvider services, TimeProvider? clock = null, RecentVues? views = null) =>
        new(source, Judge, clock ?? TimeProvider.System, new CommitSignal(), views ?? new RecentVues(), services.GetRequiredService<ReconcilerMetrics>());
}
