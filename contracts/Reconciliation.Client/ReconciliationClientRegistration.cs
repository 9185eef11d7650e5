using System.Net;
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
        this IServiceCollection services, Action<ReconciliationClientOptions> configurer)
    {
        services.AddOptions<ReconciliationClientOptions>()
            .Configure(configurer)
            .Validate(
                o => o is { Adresse.IsAbsoluteUri: true, Jeton: not null },
                "Adresse must be an absolute address, and Jeton must give tokens.");
        services.AddTransient<Autorisation>();
        var client = services.AddHttpClient<ReconciliationClient>((s, http) =>
            {
                http.BaseAddress = s.GetRequiredService<IOptions<ReconciliationClientOptions>>().Value.Adresse;
                http.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect that the handler follows would lose the token: the client follows it.
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            });
        client.AddStandardResilienceHandler(o =>
        {
            o.AttemptTimeout.Timeout = DelaiEssai;
            o.TotalRequestTimeout.Timeout = DelaiAppel;
            o.CircuitBreaker.SamplingDuration = 2 * DelaiEssai;
        });

        // Inside the resilience: each attempt asks for a token.
        return client.AddHttpMessageHandler<Autorisation>();
    }
}
