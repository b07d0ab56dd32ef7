package dev.tallystick.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which service a path belongs to.
record Routes(List<Api> apis, Control control) implements LabServer.Service {

    @Override
    public Reply handle(Call call) {
        if (call.path().startsWith("/_lab/")) {
            return control.handle(call);
        }
        Optional<Api> api = api(call);
        if (api.isPresent()) {
            return api.get().handle(call);
        }
        if (call.path().equals("/")) {
            return Reply.json(Map.of(
                    "service",
                    "Tallystick lab: invented data",
                    "paths",
                    List.of(
                            "/v1/clients",
                            "/v1/appointments",
                            "/shop/v2/products",
                            "/shop/v2/orders",
                            "/academy/api/courses",
                            "/academy/api/courses/{id}/enrollments",
                            "/movies",
                            "/airtable/v0/{base}/{table}",
                            "/google/v4/spreadsheets/{id}",
                            "/plaid/transactions/sync",
                            "/frankfurter/v1/latest",
                            "/openexchangerates/api/latest.json")));
        }
        return Reply.problem(404, "not-found", "There is nothing here");
    }

    @Override
    public Reply inItsWords(Call call, Reply plain) {
        return api(call).map(api -> api.inItsWords(call, plain)).orElse(plain);
    }

    private Optional<Api> api(Call call) {
        return apis.stream().filter(api -> api.serves(call.path())).findFirst();
    }
}
