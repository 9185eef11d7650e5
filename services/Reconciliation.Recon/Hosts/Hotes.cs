using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Reconciliation.Api;
using Reconciliation.Bus;
using Reconciliation.ConsoleWeb;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>Puts hosts together from their parts: which parts is all that tells one from another.</summary>
internal static class Hotes
{
    /// <summary>A host with the API, the engine, the console, or several of them.</summary>
    /// <param name="reglages">Where the servers are and who is trusted.</param>
    /// <param name="api">Whether it serves the API.</param>
    /// <param name="engine">Whether it runs the engine.</param>
    /// <param name="adresse">Where it listens; null: where <c>ASPNETCORE_URLS</c> says.</param>
    /// <param name="horloge">The clock.</param>
    /// <param name="console">Whether it serves the console.</param>
    public static WebApplication Construire(
        Reglages reglages, bool api, bool engine, string? adresse = null, TimeProvider? horloge = null, bool console = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables("RECONCILIATION_");
        builder.Logging.AddJournaux(reglages.JournalEnJson);
        if (adresse is not null)
        {
            builder.WebHost.UseSetting("urls", adresse);
        }

        builder.Services.AddSingleton(horloge ?? TimeProvider.System);
        builder.Services.AddBaseDeDonnees(reglages.Postgres);
        builder.Services.AddObservation(builder.Configuration, "reconciliation-" + (api && engine ? "run" : api ? "api" : engine ? "engine" : "console"));
        builder.Services.AddServeurHttp();
        builder.Services.AddAuthentification(reglages);
        builder.Services.AddLimitation(
            reglages.Limitation ?? builder.Configuration.GetSection(Limitation.Section).Get<Limitation>() ?? new Limitation());
        builder.Services.AddBus(new ReglagesBus { RabbitMq = reglages.RabbitMq, Consomme = engine });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.AddJugement(builder.Configuration);
        builder.Services.AddCore();
        if (engine)
        {
            builder.Services.AddSingleton(reglages.Soins);
            builder.Services.AddEngine();
        }

        if (api)
        {
            builder.Services.AddApi();
        }

        if (api || console)
        {
            builder.Services.AddSingleton<Deposer>(s => reglages.RabbitMq is null ? DansCeProcessus(s) : ParLeBus(s));
        }

        if (console)
        {
            builder.Services.AddConsole(reglages, builder.Configuration);
        }

        var app = builder.Build();
        app.UseEnTetes();
        if (api)
        {
            app.UseApi();
        }

        if (console)
        {
            app.UseConsole(reglages);
        }

        app.UseAuthentication();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.MapObservation();
        if (api)
        {
            app.MapApi();
        }

        if (console)
        {
            app.UseAntiforgery();
            app.MapConsole(reglages);
        }

        return app;
    }

    /// <summary>Runs a host until it is told to stop.</summary>
    /// <param name="app">The host.</param>
    /// <param name="demarre">What to do once it listens.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task ExecuterAsync(WebApplication app, Func<Task> demarre, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            // Told to end before it had started: that is no failure.
            return;
        }
        catch (IOException e) when (e.InnerException?.InnerException is SocketException || e.Message.Contains("address already in use", StringComparison.Ordinal))
        {
            throw new DemarrageRefuseException("The address is already in use: stop what listens there, or choose another port with RECONCILIATION_PORT.");
        }

        await demarre();
        await app.WaitForShutdownAsync(cancellationToken);
    }

    // The in-process bus loses what it holds when the process dies: durable means committed.
    private static Deposer DansCeProcessus(IServiceProvider services)
    {
        var ingestion = services.GetRequiredService<Ingestion>();
        return (_, lignes, cancellationToken) => ingestion.DeposerAsync("http", lignes, cancellationToken);
    }

    /// <summary>Hands lines to the broker.</summary>
    /// <param name="services">With <see cref="Emetteur"/>.</param>
    internal static Deposer ParLeBus(IServiceProvider services)
    {
        var emetteur = services.GetRequiredService<Emetteur>();
        return async (part, lignes, cancellationToken) =>
        {
            if (!emetteur.EstConnecte)
            {
                throw new TimeoutException("The broker does not answer.");
            }

            await Publication.EmettreAsync(emetteur, [.. lignes.Select(l => (part, l.Corps.ToArray()))], cancellationToken);
        };
    }
}
