using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Reconciliation.Client;

/// <summary>Registers the client with the HttpClientFactory.</summary>
public static class ReconciliationClientRegistration
{
    /// <summary>The longest time of one attempt: the service itself gives up an ingestion after 30 seconds.</summary>
    public static readonly TimeSpan DelaiEssai = TimeSpan.FromSeconds(35);

    /// <summary>The longest time of a call, with all its attempts.</summary>
    public static readonly TimeSpan DelaiAppel = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Registers <see cref="ReconciliationClient"/> with the standard resilience of Polly: a limit on concurrent calls, time-outs, retries
    /// that honour <c>Retry-After</c>, and a circuit breaker. Payments are retried like reads: sending a line again is harmless.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configurer">Sets the address and the token; both are required.</param>
    /// <returns>The builder of the HTTP client, to change the handlers set here.</returns>
    public static IHttpClientBuilder AddReconciliationClient(
        this IServiceCollection services, Action<ReconciliationClientOptions> configurer) =>
        services.AddReconciliationClient((options, _) => configurer(options));

    /// <summary>The same with the services at hand, of which one gives tokens.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configurer">Sets the address and the token, from services that live as long as the program.</param>
    /// <returns>The builder of the HTTP client, to change the handlers set here.</returns>
    public static IHttpClientBuilder AddReconciliationClient(
        this IServiceCollection services, Action<ReconciliationClientOptions, IServiceProvider> configurer)
    {
        services.AddTransient(s => Creer(s, Options.DefaultName));
        return Ajouter(services, Options.DefaultName, configurer);
    }

    /// <summary>
    /// Registers one client among several, each with an address, a token and a resilience of its own:
    /// <c>[FromKeyedServices("nom")] ReconciliationClient</c> takes it.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="nom">The key of the client.</param>
    /// <param name="configurer">Sets the address and the token, from services that live as long as the program.</param>
    /// <returns>The builder of the HTTP client, to change the handlers set here.</returns>
    public static IHttpClientBuilder AddReconciliationClient(
        this IServiceCollection services, string nom, Action<ReconciliationClientOptions, IServiceProvider> configurer)
    {
        ArgumentException.ThrowIfNullOrEmpty(nom);
        services.AddKeyedTransient(nom, (s, _) => Creer(s, nom));
        return Ajouter(services, nom, configurer);
    }

    private static IHttpClientBuilder Ajouter(
        IServiceCollection services, string nom, Action<ReconciliationClientOptions, IServiceProvider> configurer)
    {
        services.AddOptions<ReconciliationClientOptions>(nom)
            .Configure(configurer)
            .Validate(
                o => o is { Adresse.IsAbsoluteUri: true, Jeton: not null },
                "Adresse must be an absolute address, and Jeton must give tokens.");
        var client = services.AddHttpClient(NomDuClient(nom), http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect that the handler follows would lose the token: the client follows it.
                AllowAutoRedirect = false,

                // Brotli, made as quickly as a server makes it, is four times as long for a page of the feed.
                AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),

                // ASCII is the rule otherwise. No character beyond it is in any header but the reason.
                RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            });
        client.AddStandardResilienceHandler(o =>
        {
            o.AttemptTimeout.Timeout = DelaiEssai;
            o.TotalRequestTimeout.Timeout = DelaiAppel;
            o.CircuitBreaker.SamplingDuration = 2 * DelaiEssai;
        });

        // Inside the resilience: each attempt asks for a token.
        return client.AddHttpMessageHandler(s => new Autorisation(OptionsDe(s, nom)));
    }

    private static ReconciliationClient Creer(IServiceProvider services, string nom) => new(
        services.GetRequiredService<IHttpClientFactory>().CreateClient(NomDuClient(nom)),
        Options.Create(OptionsDe(services, nom)),
        services.GetService<TimeProvider>());

    private static ReconciliationClientOptions OptionsDe(IServiceProvider services, string nom) =>
        services.GetRequiredService<IOptionsMonitor<ReconciliationClientOptions>>().Get(nom);

    private static string NomDuClient(string nom) =>
        nom.Length == 0 ? nameof(ReconciliationClient) : $"{nameof(ReconciliationClient)}:{nom}";
}
