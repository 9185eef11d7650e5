using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Reconciliation.Storage;

namespace Reconciliation.Hosting;

/// <summary>The connection pool that every part of a host shares.</summary>
public static class BaseDeDonnees
{
    /// <summary>The most connections of a process.</summary>
    public const int ConnexionsMax = 30;

    /// <summary>How long a statement may run, in seconds.</summary>
    public const int DelaiCommande = 30;

    /// <summary>
    /// What a connection holds of what it reads and writes, in bytes: a batch brings two megabytes each way, and every full buffer is a call
    /// of the system and, at reading, a change of thread.
    /// </summary>
    public const int Tampon = 64 * 1024;

    public static IServiceCollection AddBaseDeDonnees(this IServiceCollection services, string chaine)
    {
        services.AddSingleton(_ => Source(chaine));
        services.AddSingleton<Reveil>();
        services.AddSingleton<VuesRecentes>();
        services.AddSingleton<Journal>();
        services.AddSingleton<Historique>();
        services.AddSingleton<Lectures>();
        services.AddSingleton<Virements>();
        services.AddSingleton<Syntheses>();
        services.AddSingleton<Recherches>();
        services.AddSingleton<QuarantaineLue>();
        services.AddSingleton<Acces>();
        return services;
    }

    /// <summary>A pool with the limits of the project.</summary>
    /// <param name="chaine">The Npgsql connection string.</param>
    /// <exception cref="DemarrageRefuseException">It is no connection string.</exception>
    public static NpgsqlDataSource Source(string chaine)
    {
        try
        {
            var reglages = new NpgsqlConnectionStringBuilder(chaine)
            {
                MaxPoolSize = ConnexionsMax,
                MaxAutoPrepare = 40,
                CommandTimeout = DelaiCommande,
                ReadBufferSize = Tampon,
                WriteBufferSize = Tampon,
                ApplicationName = "reconciliation",
            };

            // Parameters of statements are member data: they are never logged, nor put into the text of an exception.
            return new NpgsqlDataSourceBuilder(reglages.ConnectionString) { Name = "reconciliation" }.EnableParameterLogging(false).Build();
        }
        catch (ArgumentException)
        {
            throw new DemarrageRefuseException("RECONCILIATION_POSTGRES must be an Npgsql connection string, such as Host=…;Username=…;Database=….");
        }
    }
}
