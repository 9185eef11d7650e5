using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>The connection pool that every part of a host shares.</summary>
public static class Database
{
    /// <summary>The most connections of a process, unless its connection string says <c>Maximum Pool Size</c>.</summary>
    public const int ConnectionsMax = 30;

    /// <summary>
    /// The fewest connections with which an engine does its work: leases keep one each, and batches work beside each other.
    /// </summary>
    public const int EngineConnectionsMin = 10;

    /// <summary>The longest time of a statement, in seconds.</summary>
    public const int CommandTimeoutSeconds = 30;

    /// <summary>
    /// The read buffer and the write buffer of a connection, in bytes each. A batch brings two megabytes each way, and every full buffer
    /// costs a call of the system and, at reading, a change of thread.
    /// </summary>
    public const int BufferBytes = 64 * 1024;

    /// <summary>Registers the pool and the services that read and write through it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="chain">The Npgsql connection string.</param>
    /// <param name="readingChain">The connection string of a standby, from which the pages of members are read; null: from the
    /// primary.</param>
    /// <param name="role">The part that the process plays, by which the server's sessions are named.</param>
    public static IServiceCollection AddDatabase(
        this IServiceCollection services, string chain, string? readingChain = null, string role = "recon")
    {
        services.AddSingleton(_ => new DatabaseHosts(chain, "reconciliation", TargetSessionAttributes.Primary, role: role));
        services.AddSingleton(s => s.GetRequiredService<DatabaseHosts>().Source);
        services.AddSingleton(s => new TableServer(s.GetRequiredService<NpgsqlDataSource>(), AtNode(chain, role)));
        services.AddHostedService<PrimaryWatch>();
        if (readingChain is null)
        {
            services.AddSingleton(s => new MemberReads(
                s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<NpgsqlDataSource>(),
                s.GetRequiredService<PaymentStreams>()));
        }
        else
        {
            services.AddReading(readingChain, role);
        }

        services.AddSingleton<CommitSignal>();
        services.AddSingleton<RecentVues>();
        services.AddSingleton<Journal>();
        services.AddSingleton<SoinHistory>();
        services.AddSingleton<VueQueries>();
        services.AddSingleton<VirementQueries>();
        services.AddSingleton<SyntheseQueries>();
        services.AddSingleton<SoinSearch>();
        services.AddSingleton<PersonTraces>();
        services.AddSingleton<QuarantaineQueries>();
        services.AddSingleton<AccessLog>();
        return services;
    }

    // Of another class than the pool itself, so that nothing else takes one for the other; the container ends both.
    private static void AddReading(this IServiceCollection services, string chain, string role)
    {
        const string Name = "reconciliation-lecture";
        var hosts = new DatabaseHosts(
            chain, Name, TargetSessionAttributes.PreferStandby, "RECONCILIATION_POSTGRES_LECTURE", role + "-lecture");
        services.AddKeyedSingleton(Name, (_, _) => hosts);
        services.AddSingleton(s => new MemberReads(
            s.GetRequiredKeyedService<DatabaseHosts>(Name).Source, s.GetRequiredService<NpgsqlDataSource>(),
            s.GetRequiredService<PaymentStreams>()));
    }

    /// <summary>Makes pools of a database at one of its nodes, with the limits of the project.</summary>
    /// <param name="chain">The Npgsql connection string.</param>
    /// <param name="role">The part that the process plays, by which the server's sessions are named.</param>
    public static Func<CitusNode, NpgsqlDataSource> AtNode(string chain, string role) => node => CreateSource(node.Of(chain), role);

    /// <summary>A pool with the limits of the project.</summary>
    /// <param name="chain">The Npgsql connection string.</param>
    /// <param name="role">The part that the process plays, by which the server's sessions are named.</param>
    /// <exception cref="StartupRefusedException">It is no connection string.</exception>
    public static NpgsqlDataSource CreateSource(string chain, string role = "recon") =>
        new DatabaseHosts(chain, "reconciliation", TargetSessionAttributes.Primary, role: role).Source;
}
