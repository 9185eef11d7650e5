using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Reconciliation.ConsoleWeb.Charts;
using Reconciliation.ConsoleWeb.Live;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.ConsoleWeb.Security;
using Reconciliation.Hosting;

namespace Reconciliation.ConsoleWeb;

/// <summary>
/// The support agents' web console: what a host registers and maps. It shares an address with the API, which is under <c>/v1</c>.
/// </summary>
public static class ConsoleRegistration
{
    public static IServiceCollection AddConsole(this IServiceCollection services, Settings settings, IConfiguration configuration)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = Session.CookieName("antiforgery", settings);
            o.Cookie.SecurePolicy = Session.Security(settings);
            o.FormFieldName = "jeton";
        });
        services.AddSession(settings);
        services.AddProbe<KeysProbe>("cles", isNeeded: true);
        services.AddSingleton(DelaiConfiguration.Texts(configuration));
        services.AddSingleton(DeclarationModel.From(configuration));
        services.AddSingleton<AddressTokens>();
        services.AddSingleton<OutcomeTokens>();
        services.AddSingleton<SoinFinder>();
        services.AddSingleton<ListReader>();
        services.AddSingleton<ListActions>();
        services.AddSingleton<SheetReader>();
        services.AddSingleton<DecisionPages>();
        services.AddSingleton<QuarantainePages>();
        services.AddSingleton<MessagePages>();
        services.AddSingleton<Overview>();
        services.AddSingleton<LiveWatch>();
        services.AddHostedService(s => s.GetRequiredService<LiveWatch>());
        return services;
    }

    /// <summary>The middleware around the pages; the API keeps its own.</summary>
    /// <param name="app">The host.</param>
    /// <param name="settings">The settings.</param>
    public static void UseConsole(this IApplicationBuilder app, Settings settings) => app.UseWhen(IsForTheConsole, console =>
    {
        if (settings.DevelopmentKey is null)
        {
            // A gateway may end TLS before this process. Requests count as https all the same: browsers keep these cookies on secure
            // addresses only, and the authority leads back to one.
            console.Use((http, next) =>
            {
                http.Request.Scheme = Uri.UriSchemeHttps;
                return next(http);
            });
        }

        // The addresses to which an authority sends an agent back are no pages: they hold codes of any digits.
        console.Use((http, next) =>
        {
            if (http.GetEndpoint() is not null)
            {
                QueryNir.TakeOut(http.Request);
            }

            return next(http);
        });

        console.UseSecurityHeaders(settings);
        console.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = console.ApplicationServices.GetRequiredService<FailedRequests>().Tells,
            ExceptionHandler = async http => await (await ErrorPages.KeepingAsync(http, http.Response.StatusCode)).ExecuteAsync(http),
            StatusCodeSelector = FailureStatus.Of,
        });
        console.UseStatusCodePages(async pages => await (
            await ErrorPages.KeepingAsync(pages.HttpContext, pages.HttpContext.Response.StatusCode)).ExecuteAsync(pages.HttpContext));
        console.UseAssets();

        // Before requests are counted: agents of one building share an address, and are not one client.
        console.Use(async (http, next) =>
        {
            http.User = (await http.AuthenticateAsync(Session.Cookie)).Principal ?? http.User;
            await next(http);
        });

        // Else the policy that holds where nothing is mapped would ask for a bearer token. Authentication itself answers the addresses to
        // which the authority sends an agent back.
        console.Use(
            (http, next) => http.GetEndpoint() is null && !http.Request.Path.StartsWithSegments("/connexion")
                ? ErrorPages.Page(StatusCodes.Status404NotFound).ExecuteAsync(http)
                : next(http));
    });

    public static void MapConsole(this IEndpointRouteBuilder app, Settings settings)
    {
        // Every request that changes something carries a token of this session's forms.
        var isPublic = Forms(app).AllowAnonymous();
        isPublic.MapSignIn(settings);
        isPublic.MapDeclaration();
        app.MapBackChannelLogout(settings);
        var pages = Forms(app).RequireAuthorization(Session.Agent);
        pages.MapSessionExtension();
        pages.MapSearch();
        pages.MapReasons();
        pages.MapAdherents();
        pages.MapSoins();
        pages.MapVirements();
        pages.MapDecisions();
        pages.MapFollowUp();
        pages.MapWorkLists();
        pages.MapQuarantaine();
        pages.MapMessages();
        pages.MapOverview();
        pages.MapDirect();
    }

    private static RouteGroupBuilder Forms(IEndpointRouteBuilder app) => app.MapGroup("")
        .WithMetadata(new RequireAntiforgeryTokenAttribute())
        .AddEndpointFilter(async (call, next) => call.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            ? await ErrorPages.KeepingAsync(call.HttpContext, StatusCodes.Status400BadRequest)
            : await next(call))
        .AddEndpointFilter(ReasonGate.FilterAsync);

    private static bool IsForTheConsole(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/v1") && !http.Request.Path.StartsWithSegments("/openapi")
            && !http.Request.Path.StartsWithSegments("/docs")
        && !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments("/metrics");
}
