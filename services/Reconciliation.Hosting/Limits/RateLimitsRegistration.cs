using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Reconciliation.Hosting;

/// <summary>Registers the limits of clients, and applies them.</summary>
public static class RateLimitsRegistration
{
    /// <summary>Registers them.</summary>
    /// <param name="services">The services.</param>
    /// <param name="limits">The limits.</param>
    /// <exception cref="StartupRefusedException">A limit is no limit.</exception>
    public static IServiceCollection AddClientLimits(this IServiceCollection services, ClientLimits limits)
    {
        var rates = new RateLimits(limits.Validated());
        services.AddSingleton(_ => rates);
        return services.AddRateLimiter(rates.Configure);
    }

    /// <summary>Applies them; after authentication, since they are a caller's.</summary>
    /// <param name="app">The host.</param>
    public static void UseClientLimits(this WebApplication app)
    {
        app.UseRateLimiter();
        var rest = new RestOfPipeline();
        app.Lifetime.ApplicationStopped.Register(rest.Release);
        app.Use(rest.After);
    }

    // The framework's limiter has a timer that nothing ends and that holds what comes after it: in a process that goes on after its host,
    // as tests do, the whole host with its metrics. After the end it holds this alone.
    private sealed class RestOfPipeline
    {
        private RequestDelegate? _next;

        public RequestDelegate After(RequestDelegate next)
        {
            _next = next;
            return http => (_next ?? RefuseAsync)(http);
        }

        public void Release() => _next = null;

        // A call that comes after the end was not answered: an empty 200 would say that it was.
        private static Task RefuseAsync(HttpContext http)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }
    }
}
