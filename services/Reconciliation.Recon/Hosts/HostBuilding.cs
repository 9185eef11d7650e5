using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Reconciliation.Api;
using Reconciliation.Bus;
using Reconciliation.ConsoleWeb;
using Reconciliation.Core;
using Reconciliation.Engine;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.Recon;

/// <summary>Puts hosts together from their parts: which parts is all that tells one from another.</summary>
internal static class HostBuilding
{
    /// <summary>A host with the API, the engine, the console, or several of them.</summary>
    /// <param name="settings">The addresses of the servers and the parties that are trusted.</param>
    /// <param name="api">Whether it serves the API.</param>
    /// <param name="engine">Whether it runs the engine.</param>
    /// <param name="address">The address to listen on; null: as <c>ASPNETCORE_URLS</c> says.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="console">Whether it serves the console.</param>
    public static WebApplication Build(
        Settings settings, bool api, bool engine, string? address = null, TimeProvider? clock = null, bool console = false)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables("RECONCILIATION_");
        builder.Logging.AddLogs(settings.LogsAsJson);
        if (Addresses(builder.Configuration, settings, address) is { } addresses)
        {
            builder.WebHost.UseSetting("urls", addresses);
        }

        builder.Services.AddSingleton(settings.Streams);
        var producers = settings.Producers ?? ProducerConfiguration.Read(builder.Configuration, settings.Streams.Parts);
        builder.Services.AddSingleton(producers);
        var role = "reconciliation-" + (api && engine ? "run" : api ? "api" : engine ? "engine" : "console");
        AddStart(builder, settings, role);
        AddDatabaseAndClock(builder, settings, role, clock ?? new DatabaseClock(TimeProvider.System));
        builder.Services.AddTelemetry(builder.Configuration, role);
        builder.Services.AddReadiness(
            needsBroker: engine, readsStandby: settings.PostgresReading is not null, needsPrimary: engine || console);
        AddDoor(builder, settings);
        builder.Services.AddBus(new BusSettings
        {
            RabbitMq = settings.RabbitMq,
            Management = settings.Management,
            Parts = settings.Streams.Parts,
            Consumes = engine,
            ConnectionName = ProcessName.Of(role),
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(25));
        builder.Services.AddJugement(builder.Configuration);
        builder.Services.AddCore();
        if (engine)
        {
            builder.Services.AddSingleton(settings.Soins);
            builder.Services.AddEngine();
            builder.Services.AddWebhooks(
                settings.Webhooks ?? WebhookConfiguration.Read(builder.Configuration, isLocal: settings.DevelopmentKey is not null));
        }

        AddDoors(builder, settings, api, console);
        var app = builder.Build();
        if (engine && app.Services.GetRequiredService<DatabaseHosts>().ConnectionsMax is < Database.EngineConnectionsMin and var few)
        {
            throw new StartupRefusedException(
                $"An engine needs {Database.EngineConnectionsMin} connections at least: Maximum Pool Size is {few}.");
        }

        if (producers.AreNone && settings.DevelopmentKey is null)
        {
            ProducerConfiguration.NobodyIsBound(app.Logger);
        }

        MapParts(app, settings, api, console);
        return app;
    }

    // Before all other services: the first line of the log says which build starts, and what it was given.
    private static void AddStart(WebApplicationBuilder builder, Settings settings, string role)
    {
        builder.Services.AddHostedService(s => new ProcessStart(
            ProcessName.Of(role),
            $"{DatabaseAnswer.Name(s.GetRequiredService<NpgsqlDataSource>())}, "
                + $"{s.GetRequiredService<DatabaseHosts>().ConnectionsMax} connections at most; "
                + (settings.RabbitMq is { } broker ? $"RabbitMQ {broker}, virtual host {broker.VirtualHost}" : "the bus is in process"),
            Settings.Read(builder.Configuration, "REVISION"),
            s.GetRequiredService<IMeterFactory>(),
            s.GetRequiredService<ILogger<ProcessStart>>()));
        builder.Services.AddHostedService<ConnectionWatch>();
        builder.Services.AddSingleton<FailedRequests>();
    }

    private static void AddDatabaseAndClock(WebApplicationBuilder builder, Settings settings, string role, TimeProvider clock)
    {
        builder.Services.AddSingleton(clock);
        builder.Services.AddDatabase(settings.Postgres, settings.PostgresReading, role);
        if (clock is DatabaseClock measured)
        {
            builder.Services.AddSingleton(measured);
            builder.Services.AddHostedService<ClockWatch>();
        }
    }

    // The connections that are let in, the identity of their callers, and the limits on their calls.
    private static void AddDoor(WebApplicationBuilder builder, Settings settings)
    {
        builder.Services.AddHttpServer(new ConnectionPlaces(settings.Proxies, settings.OperationsPort));
        if (settings.Hosts.Count > 0)
        {
            builder.Services.AddHostFiltering(o => o.AllowedHosts = [.. settings.Hosts]);
        }

        builder.Services.AddSingleton<SecurityEvents>();
        builder.Services.AddAuthenticationAndScopes(settings);
        builder.Services.AddClientLimits(
            settings.ClientLimits ?? builder.Configuration.GetSection(ClientLimits.SectionName).Get<ClientLimits>() ?? new ClientLimits());
    }

    // The addresses to listen on, with the port of operations.
    private static string? Addresses(ConfigurationManager configuration, Settings settings, string? address)
    {
        var own = address ?? configuration["urls"];
        return settings.OperationsPort is not { } port ? address : $"{own ?? "http://localhost:5000"};http://*:{port}";
    }

    // The order in which a request meets the parts: headers first, then the address, the caller, the limits and the rights.
    private static void MapParts(WebApplication app, Settings settings, bool api, bool console)
    {
        settings.Proxies.Use(app);
        app.UseAnswerHeaders();
        app.UseSecurityEvents();
        app.UseOperationsPort(settings.OperationsPort, isLocal: settings.DevelopmentKey is not null);
        if (settings.Hosts.Count > 0)
        {
            // Probes and scrapers ask by address.
            app.UseWhen(http => http.Connection.LocalPort != settings.OperationsPort, named => named.UseHostFiltering());
        }

        if (api)
        {
            app.UseApi();
        }

        if (console)
        {
            app.UseConsole(settings);
        }

        app.UseAddressSegments();
        app.UseAuthentication();
        app.UseClientLimits();
        app.UseAuthorization();
        app.MapReadiness(saysWhy: settings.OperationsPort is not null || settings.DevelopmentKey is not null);
        app.MapTelemetry();
        if (api)
        {
            app.MapApi();
        }

        if (console)
        {
            app.UseAntiforgery();
            app.MapConsole(settings);
        }
    }

    private static void AddDoors(WebApplicationBuilder builder, Settings settings, bool api, bool console)
    {
        if (api)
        {
            builder.Services.AddApi();
        }

        if (api || console)
        {
            builder.Services.AddDeposits();
        }

        if (console)
        {
            builder.Services.AddConsole(settings, builder.Configuration);
        }

        builder.Services.AddDataProtectionKeys(settings);
    }

    /// <summary>Runs a host until it is told to stop.</summary>
    /// <param name="app">The host.</param>
    /// <param name="started">Runs once the host listens.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RunAsync(WebApplication app, Func<Task> started, CancellationToken cancellationToken)
    {
        foreach (var address in app.Urls)
        {
            HostAddress.AssertFree(address);
        }

        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException)
            when (app.Lifetime.ApplicationStopping.IsCancellationRequested || cancellationToken.IsCancellationRequested)
        {
            // Told to end before it had started: that is no failure.
            return;
        }
        catch (IOException e)
            when (e.InnerException?.InnerException is SocketException
                || e.Message.Contains("address already in use", StringComparison.Ordinal))
        {
            throw HostAddress.InUse(string.Join(", ", app.Urls), e);
        }

        await started();
        await app.WaitForShutdownAsync(cancellationToken);
    }
}
