using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>The connection pool that every part of a host shares.</summary>
public static class Database
{
    /// <summary>The most connections of a process.</summary>
    public const int ConnectionsMax = 30;

    /// <summary>How long a statement may run, in seconds.</summary>
    public const int CommandTimeoutSeconds = 30;

    /// <summary>
    /// The read buffer and the write buffer of a connection, in bytes each. A batch brings two megabytes each way, and every full buffer
    /// costs a call of the system and, at reading, a change of thread.
    /// </summary>
    public const int BufferBytes = 64 * 1024;

    public static IServiceCollection AddDatabase(this IServiceCollection services, string chain)
    {
        services.AddSingleton(_ => CreateSource(chain));
        services.AddSingleton<CommitSignal>();
        services.AddSingleton<RecentVues>();
        services.AddSingleton<Journal>();
        services.AddSingleton<JournalFeed>();
        services.AddSingleton<SoinHistory>();
        services.AddSingleton<VueQueries>();
        services.AddSingleton<VirementQueries>();
        services.AddSingleton<SyntheseQueries>();
        services.AddSingleton<SoinSearch>();
        services.AddSingleton<QuarantaineQueries>();
        services.AddSingleton<AccessLog>();
        return services;
    }

    /// <summary>A pool with the limits of the project.</summary>
    /// <param name="chain">The Npgsql connection string.</param>
    /// <exception cref="StartupRefusedException">It is no connection string.</exception>
    public static NpgsqlDataSource CreateSource(string chain)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(chain)
            {
                MaxPoolSize = ConnectionsMax,
                MaxAutoPrepare = 40,
                CommandTimeout = CommandTimeoutSeconds,
                ReadBufferSize = BufferBytes,
                WriteBufferSize = BufferBytes,
                ApplicationName = "reconciliation",
            };

            // Parameters of statements are member data: they are never logged, nor put into the text of an exception.
            return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "reconciliation" }.EnableParameterLogging(false).Build();
        }
        catch (ArgumentException)
        {
            throw new StartupRefusedException(
                "RECONCILIATION_POSTGRES must be an Npgsql connection string, such as Host=…;Username=…;Database=….");
        }
    }
}
