using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Reconciliation.ConsoleWeb.Direct;
using Reconciliation.ConsoleWeb.Graphiques;
using Reconciliation.ConsoleWeb.Pages;
using Reconciliation.ConsoleWeb.Securite;
using Reconciliation.Core;
using Reconciliation.Hosting;
using Reconciliation.Storage;

namespace Reconciliation.ConsoleWeb;

/// <summary>The support agents' web console: what a host registers and maps. It shares an address with the API, which is under <c>/v1</c>.</summary>
public static class ConsoleRegistration
{
    public static IServiceCollection AddConsole(this IServiceCollection services, Reglages reglages, IConfiguration configuration)
    {
        services.AddRazorComponents();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = Session.NomDeCookie("antiforgery", reglages);
            o.Cookie.SecurePolicy = Session.Securite(reglages);
            o.FormFieldName = "jeton";
        });
        services.AddSession(reglages);
        services.AddSingleton(Politique.Textes(configuration));
        services.AddSingleton<Jetons>();
        services.AddSingleton<Motifs>();
        services.AddSingleton<Chercheur>();
        services.AddSingleton<VirementsDeLAdherent>();
        services.AddSingleton<ListesDeTravail>();
        services.AddSingleton<Affectations>();
        services.AddSingleton<LecteurDeListes>();
        services.AddSingleton<ActionsDeListe>();
        services.AddSingleton<Decisionnaire>();
        services.AddSingleton<Quarantaine>();
        services.TryAddSingleton<Rejeux>();
        services.AddSingleton<VueDEnsemble>();
        services.AddSingleton<Veille>();
        services.AddHostedService(s => s.GetRequiredService<Veille>());
        return services;
    }

    /// <summary>What stands around the pages; the API keeps its own.</summary>
    /// <param name="app">The host.</param>
    /// <param name="reglages">The settings.</param>
    public static void UseConsole(this IApplicationBuilder app, Reglages reglages) => app.UseWhen(EstPourLaConsole, console =>
    {
        if (reglages.CleDeDeveloppement is null)
        {
            // Whatever ends TLS before this process: browsers keep these cookies on secure addresses only, and the authority leads back to one.
            console.Use((http, suite) =>
            {
                http.Request.Scheme = Uri.UriSchemeHttps;
                return suite(http);
            });
        }

        console.UseEntetes(reglages);
        console.UseExceptionHandler(new ExceptionHandlerOptions
        {
            SuppressDiagnosticsCallback = _ => false,
            ExceptionHandler = http => Erreurs.Page(http.Response.StatusCode).ExecuteAsync(http),
            StatusCodeSelector = e => e is NpgsqlException or TimeoutException ? StatusCodes.Status503ServiceUnavailable
                : e is BadHttpRequestException mauvaise ? mauvaise.StatusCode
                : StatusCodes.Status500InternalServerError,
        });
        console.UseStatusCodePages(pages => Erreurs.Page(pages.HttpContext.Response.StatusCode).ExecuteAsync(pages.HttpContext));
        console.UseActifs();

        // Before requests are counted: agents of one building share an address, and are not one client.
        console.Use(async (http, suite) =>
        {
            http.User = (await http.AuthenticateAsync(Session.Cookie)).Principal ?? http.User;
            await suite(http);
        });

        // Else the policy that holds where nothing is mapped would ask for a bearer token. What comes back from the authority is answered
        // by authentication itself.
        console.Use((http, suite) => http.GetEndpoint() is null && !http.Request.Path.StartsWithSegments("/connexion") ? Erreurs.Page(StatusCodes.Status404NotFound).ExecuteAsync(http) : suite(http));
    });

    public static void MapConsole(this IEndpointRouteBuilder app, Reglages reglages)
    {
        // Whatever changes something carries a token of this session's forms.
        var publiques = Formulaires(app).AllowAnonymous();
        publiques.MapConnexion(reglages);
        var pages = Formulaires(app).RequireAuthorization(Session.Agent);
        pages.MapProlongation();
        pages.MapRecherche();
        pages.MapMotifs();
        pages.MapAdherents();
        pages.MapSoins();
        pages.MapVirements();
        pages.MapDecisions();
        pages.MapListes();
        pages.MapQuarantaine();
        pages.MapVueDEnsemble();
        pages.MapDirect();
    }

    private static RouteGroupBuilder Formulaires(IEndpointRouteBuilder app) => app.MapGroup("")
        .WithMetadata(new RequireAntiforgeryTokenAttribute())
        .AddEndpointFilter(async (appel, suite) => appel.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            ? Erreurs.Page(StatusCodes.Status400BadRequest)
            : await suite(appel));

    private static bool EstPourLaConsole(HttpContext http) =>
        !http.Request.Path.StartsWithSegments("/v1") && !http.Request.Path.StartsWithSegments("/openapi") && !http.Request.Path.StartsWithSegments("/docs")
        && !http.Request.Path.StartsWithSegments("/health") && !http.Request.Path.StartsWithSegments("/metrics");
}
